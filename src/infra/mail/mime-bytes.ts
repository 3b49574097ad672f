import type MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'

/**
 * A composed message as the bytes that nodemailer would stream: a letter is small and all there, and the dozen streams
 * that it would pass through cost more than writing it.
 */
export function mimeBytes(message: MimeNode): Buffer {
  const text = written(message)
  return Buffer.from(text.endsWith('\n') ? text : `${text}\r\n`)
}

/** Its headers are written first, for by them it gets its type and boundary. */
function written(node: MimeNode): string {
  const headers = node.buildHeaders()
  const parts = node.childNodes.map((child) => `--${String(node.boundary)}\r\n${written(child)}\r\n`)
  const end = node.multipart ? `${parts.join('')}--${String(node.boundary)}--\r\n` : ''
  return `${headers}\r\n\r\n${contentOf(node)}${end}`
}

function contentOf(node: MimeNode): string {
  const { content = '' } = node
  if (typeof content !== 'string') throw new TypeError('A letter is made of texts.')
  return node.getTransferEncoding() === 'quoted-printable' ? wrap(encode(content)) : content
}
