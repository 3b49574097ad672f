import type { FastifyRequest } from 'fastify'

/** Which of these media types the caller would rather have; the first where the Accept header does not care. */
export function preferredType<const Type extends string>(
  request: FastifyRequest,
  types: readonly [Type, ...Type[]],
): Type {
  const wanted = (request.headers.accept ?? '*/*').split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    return { range, q: Number.isFinite(q) ? q : 0 }
  })
  // What is said of the type itself outweighs what is said of all.
  const qualityOf = (type: Type) =>
    [type, `${type.split('/')[0]}/*`, '*/*']
      .map((range) => wanted.find((one) => one.range === range)?.q)
      .find((q) => q !== undefined) ?? 0
  return types.reduce((best, type) => (qualityOf(type) > qualityOf(best) ? type : best))
}
