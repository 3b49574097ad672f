/** A form with one file, as a browser sends it. */
export function formWith(file: string | Uint8Array, fields: Record<string, string> = {}, fileName = 'people.csv') {
  const boundary = 'between-the-parts-of-a-form'
  const part = (head: string, content: string | Uint8Array) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]
  const body = Buffer.concat([
    ...Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value)),
    ...part(`name="file"; filename="${fileName}"`, file),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}
