/**
 * Makes the process that imports it first believe in a clock that is so many milliseconds ahead (or behind, when
 * negative): `node --import ./test/support/shifted-clock-process.ts`, with CLOCK_SHIFT_MS. SIGUSR2 sets it right, at a stroke.
 */
let shiftMs = Number(process.env['CLOCK_SHIFT_MS'])
const shiftedNow = () => performance.timeOrigin + performance.now() + shiftMs

globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length > 0 ? given : [shiftedNow()], newTarget) as Date,
  apply: (target) => new target(shiftedNow()).toString(),
  get: (target, name) => (name === 'now' ? () => Math.floor(shiftedNow()) : (Reflect.get(target, name) as unknown)),
})

process.on('SIGUSR2', () => {
  shiftMs = 0
})
