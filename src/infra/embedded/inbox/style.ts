export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f6f3, #17181b);
  --paper: light-dark(#ffffff, #1f2125);
  --ink: light-dark(#1d1f23, #ecebe8);
  --quiet: light-dark(#5f6368, #a3a6ac);
  --line: light-dark(#e2e0da, #33363c);
  --accent: light-dark(#1f5f8b, #8cc4ee);
}
* { box-sizing: border-box }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
}
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere }
a { color: var(--accent); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px }
header.top { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; justify-content: space-between; margin-bottom: 1.5rem }
header.top h1 { margin: 0 }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
input, button { font: inherit; color: inherit; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper) }
input { width: 17rem; max-width: 100% }
button { cursor: pointer }
.quiet { color: var(--quiet) }
.mails { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
.mails li + li { border-top: 1px solid var(--line) }
.mails a { display: grid; grid-template-columns: minmax(0, 16rem) minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem 1rem; color: inherit; text-decoration: none }
.mails a:hover { background: light-dark(#f0f4f7, #272b31) }
.mails a:focus-visible { outline-offset: -3px }
.mails span, .mails time { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.mails .subject { grid-area: 1 / 2; font-weight: 600 }
.mails .address { grid-area: 2 / 1 }
.mails .from { grid-area: 2 / 2 }
.mails time { grid-area: 1 / 3; font-variant-numeric: tabular-nums }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: 0 0 1.5rem }
.facts dt { color: var(--quiet) }
.facts dd { margin: 0; overflow-wrap: anywhere }
.views { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1rem }
.views a { padding: .3rem .9rem; border: 1px solid var(--line); border-radius: 99px; text-decoration: none; background: var(--paper) }
.views a[aria-current] { color: var(--paper); background: var(--accent); border-color: var(--accent) }
iframe, pre { display: block; width: 100%; margin: 0; border: 1px solid var(--line); border-radius: 12px }
iframe { height: 75vh; background: #fff }
pre { padding: 1rem; background: var(--paper); white-space: pre-wrap; overflow-wrap: anywhere }
pre.letter { font: inherit; max-width: 44rem }
pre.raw { font-size: .85rem }
@media (max-width: 40rem) {
  .mails a { grid-template-columns: minmax(0, 1fr) }
  .mails :is(.subject, .address, .from, time) { grid-area: auto }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0 }
  .facts dd { margin-bottom: .5rem }
}
`
