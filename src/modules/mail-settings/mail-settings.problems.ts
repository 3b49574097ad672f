import { defineProblem } from '../../errors.ts'

export const mailServerRefused = defineProblem('mail_server_refused', 422, 'The mail server cannot be used as given')

export const senderMissing = defineProblem('sender_missing', 409, 'No address is set to send from')

export const dnsUnavailable = defineProblem('dns_unavailable', 503, 'The DNS cannot be asked right now')
