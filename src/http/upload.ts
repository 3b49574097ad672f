import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AppError } from '../errors.ts'
import { malformed, tooLarge } from './problem.ts'

/** A file that came with a form: on disk without a name, so that nothing is left of it whatever happens. */
export interface Upload {
  name: string | null
  size: number
  /** As JSON it is its content's digest: an Idempotency-Key is good for the same file only. */
  sha256: string
  read(): AsyncGenerator<Buffer>
}

export const isUpload = (value: unknown): value is Upload =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Upload>).read === 'function'

export const mostUploadBytes = 50 * 1024 * 1024
const mostFieldBytes = 64 * 1024
const pieceBytes = 256 * 1024

/** Lets the routes of this part of the application read forms with a file, and nothing else. */
export async function readForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  await app.register(multipart, {
    limits: { files: 1, fields: 10, parts: 11, fieldSize: mostFieldBytes, fileSize: mostUploadBytes + 1 },
    throwFileSizeLimit: false,
  })
  app.addHook('preValidation', async (request, reply) => {
    if (!request.isMultipart()) return
    request.body = await readForm(request, reply).catch((error: unknown) => {
      // What is still on its way is not waited for.
      reply.header('connection', 'close')
      throw asRefusal(error)
    })
  })
}

async function readForm(request: FastifyRequest, reply: FastifyReply): Promise<Record<string, unknown>> {
  if (Number(request.headers['content-length']) > mostUploadBytes + 12 * mostFieldBytes) throw uploadTooLarge()
  const form: Record<string, unknown> = {}
  for await (const part of request.parts()) {
    const { fieldname } = part
    if (fieldname in form) throw malformed(`The form has \`${fieldname.slice(0, 100)}\` twice.`)
    form[fieldname] = part.type === 'file' ? await store(part.filename, part.file, reply) : readField(part.value)
  }
  return form
}

/** A field that is written as JSON is an object or a list. */
function readField(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

async function store(name: string | undefined, bytes: AsyncIterable<Buffer>, reply: FastifyReply): Promise<Upload> {
  const place = path.join(tmpdir(), `upload-${randomUUID()}`)
  const file = await open(place, 'wx+', 0o600)
  await unlink(place)
  const close = () => void file.close().catch(() => {})
  if (reply.raw.destroyed) close()
  else reply.raw.once('close', close)
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > mostUploadBytes) throw uploadTooLarge()
    hash.update(chunk)
    await file.write(chunk)
  }
  return { name: name?.slice(-200) || null, size, sha256: hash.digest('hex'), read: () => piecesOf(file) }
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, position)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}

const uploadTooLarge = () => tooLarge('A file may have 50 MiB.')

/** Whatever is wrong with a form is wrong with the request. */
function asRefusal(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'].includes(code)) {
    return tooLarge('A form may have one file and ten fields.')
  }
  return code.startsWith('E')
    ? error
    : malformed('The form ends too soon, or is not multipart/form-data.', { cause: error })
}
