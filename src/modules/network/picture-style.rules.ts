export type Scheme = 'auto' | 'light' | 'dark'

const light = {
  paper: '#fdfcf9', ink: '#20242c', quiet: '#676d78', line: '#cfcabf',
  inner: '#0f5f63', active: '#2f6aa3', extended: '#7b8190', path: '#c2410c', onDisc: '#ffffff',
} // prettier-ignore
const dark: typeof light = {
  paper: '#15181d', ink: '#eceae4', quiet: '#a3a9b3', line: '#434955',
  inner: '#62cfc8', active: '#8fbcf0', extended: '#a2a8b4', path: '#ff9a52', onDisc: '#15181d',
} // prettier-ignore

const colours = (c: typeof light) => `
.paper{fill:${c.paper}}
text{fill:${c.ink};stroke:${c.paper}}
.line,.ring{stroke:${c.line}}
.inner .mark{fill:${c.inner};stroke:${c.inner}}
.active .mark{fill:${c.active};stroke:${c.active}}
.extended .mark{fill:${c.paper};stroke:${c.extended}}
.halo{stroke:${c.inner}}
.disc{fill:${c.ink}}
.disc+text,.disc+text+text{fill:${c.onDisc};stroke:none}
.path.line{stroke:${c.path}}
.path text{fill:${c.path}}
.landing .mark{fill:${c.path};stroke:${c.path}}
.subheading,.legend text{fill:${c.quiet}}`

const shapes = `
text{font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",Arial,sans-serif;stroke-width:3.5px;stroke-linejoin:round;paint-order:stroke}
.heading{font-size:26px;font-weight:600}
.subheading{font-size:15px}
.disc+text,.disc+text+text{font-size:14px;font-weight:600;text-anchor:middle}
.path text{font-weight:600}
.landing text{font-size:14px}
.landing .mark+g>text:first-child{font-weight:700}
.legend text{font-size:12.5px!important;font-weight:400!important}
.line,.ring,.halo{fill:none}
.line{stroke-width:1.3px;stroke-linecap:round}
.path.line{stroke-width:3.5px}
.ring{stroke-width:1.3px;stroke-dasharray:1 5;stroke-linecap:round}
.mark{stroke-width:1.6px}
.halo{stroke-width:1.4px}`

/** The style sheet of a picture: its colours as asked for, or as whoever looks at it prefers. */
export function styleSheet(scheme: Scheme): string {
  const chosen = colours(scheme === 'dark' ? dark : light)
  const preferred = scheme === 'auto' ? `\n@media (prefers-color-scheme:dark){${colours(dark)}\n}` : ''
  return `${shapes}${chosen}${preferred}\n`
}
