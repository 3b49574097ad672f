/** A colour as `#rrggbb`. */
export type Colour = `#${string}`

/** WCAG 2.2: text can be read. */
const enough = 4.5

/** The contrast of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** `colour`, as much darker or lighter as it must be to be read on `paper`. */
export function readableOn(colour: Colour, paper: Colour): Colour {
  const ink = luminance(paper) > 0.18 ? 0 : 255
  for (let step = 0; step <= 20; step += 1) {
    const mixed = mix(colour, ink, step / 20)
    if (contrast(mixed, paper) >= enough) return mixed
  }
  return ink === 0 ? '#000000' : '#ffffff'
}

/** Black or white, whichever reads better on `colour`: one of them always reads well enough. */
export const inkOn = (colour: Colour): Colour =>
  contrast('#ffffff', colour) >= contrast('#000000', colour) ? '#ffffff' : '#000000'

function luminance(colour: Colour): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mix(colour: Colour, ink: number, share: number): Colour {
  const mixed = channels(colour).map((channel) => Math.round(channel + (ink - channel) * share))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

const channels = (colour: Colour): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
