import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A DNS server on the loopback that knows the TXT records it is told, and no other name. */
export interface DnsServer {
  /** For DNS_SERVERS. */
  address: string
  records: Map<string, string>
  close(): Promise<void>
}

export async function startDnsServer(): Promise<DnsServer> {
  const records = new Map<string, string>()
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => socket.send(answer(query, records), port, address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    close: () => new Promise((closed) => socket.close(() => closed())),
  }
}

/** RFC 1035: the question again, and a TXT record in pieces of 255 bytes, or NXDOMAIN. */
function answer(query: Buffer, records: Map<string, string>): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const question = query.subarray(12, at + 5)
  const value = records.get(labels.join('.'))
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(value === undefined ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(value === undefined ? 0 : 1, 6)
  head.writeUInt32BE(0, 8)
  if (value === undefined) return Buffer.concat([head, question])
  const pieces = Buffer.concat(
    (value.match(/.{1,255}/g) ?? []).map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])),
  )
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(16, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt16BE(pieces.length, 10)
  return Buffer.concat([head, question, record, pieces])
}
