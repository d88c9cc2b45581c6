/** Light and dark, from a telephone to a desk. Colours keep the contrast that WCAG 2.2 AA asks for. */
export const dashboardStyle = `
:root {
  color-scheme: light dark;
  font: 16px/1.5 system-ui, sans-serif;
  --page: #f5f6f8; --panel: #fff; --ink: #16202b; --muted: #52606d; --line: #d5dbe1; --grid: #e6eaee;
  --accent: #0b5cad; --on-accent: #fff; --bar: #b9d5f0; --late: #a6261d; --good: #1c6b3c; --warn: #7a4b00;
  --accepted: #0b5cad; --delivered: #1c7a46; --opens: #8a3ab0; --clicks: #b85c00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11161c; --panel: #1a212a; --ink: #e8edf2; --muted: #a3b1bf; --line: #35414e; --grid: #2a343f;
    --accent: #7db8f2; --on-accent: #0c1a28; --bar: #2f4f70; --late: #ff9c91; --good: #7fd6a2; --warn: #f0c26b;
    --accepted: #7db8f2; --delivered: #6fd09a; --opens: #cf9bee; --clicks: #f2ad62;
  }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; background: var(--page); color: var(--ink) }
main { max-width: 72rem; margin: 0 auto; padding: 1rem }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between;
  padding: .75rem 1rem; background: var(--panel); border-bottom: 1px solid var(--line) }
h1 { font-size: 1.1rem; margin: 0 } h2 { font-size: 1.1rem; margin: 0 0 .75rem } h3 { font-size: .95rem; margin: 1rem 0 .4rem }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
section { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin-bottom: 1rem }
#signed-in { display: flex; align-items: center; gap: .75rem }
#connection { display: inline-flex; align-items: center; gap: .4rem; color: var(--muted); font-size: .9rem }
#connection::before { content: ""; width: .6rem; height: .6rem; border-radius: 50%; background: var(--warn) }
#connection[data-state=live]::before { background: var(--good) }
button { font: inherit; font-weight: 600; padding: .45rem .9rem; border: 0; border-radius: .4rem; cursor: pointer;
  background: var(--accent); color: var(--on-accent) }
#sign-out { background: none; color: var(--accent); border: 1px solid var(--line) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
#sign-in { max-width: 24rem; margin: 2rem auto }
#sign-in form { display: grid; gap: .35rem }
label { font-weight: 600; font-size: .9rem }
input { font: inherit; width: 100%; padding: .5rem .6rem; margin-bottom: .5rem; border: 1px solid var(--muted);
  border-radius: .4rem; background: var(--page); color: var(--ink) }
#problem { color: var(--late); margin: 0; min-height: 1.5em }
.none { color: var(--muted); margin: 0 }
#cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)) }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; min-width: 0 }
.card header { display: flex; gap: .5rem; justify-content: space-between; align-items: baseline }
.card h3 { margin: 0; overflow-wrap: anywhere }
.badge { font-size: .8rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; color: var(--accent) }
.badge[data-status=PAUSED] { color: var(--warn) } .badge[data-status=SENT] { color: var(--good) }
.badge[data-status=CANCELLED] { color: var(--muted) }
.reason { color: var(--warn); font-size: .9rem; margin: .25rem 0 }
.progress-line { display: flex; align-items: center; gap: .6rem; margin: .5rem 0 }
.progress { flex: 1; height: .5rem; border-radius: .25rem; background: var(--grid); overflow: hidden }
.progress div { height: 100%; width: 0; background: var(--accent) }
.share { font-variant-numeric: tabular-nums; font-size: .9rem; color: var(--muted); min-width: 3.2em; text-align: right }
.chart { min-height: 190px; overflow: hidden }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0 0; padding: 0; font-size: .85rem; color: var(--muted) }
.legend li { display: flex; align-items: center; gap: .4rem }
.key { width: 1.4rem; border-top: 3px solid var(--key) } .key.dashed { border-top-style: dashed }
#totals { overflow-x: auto; margin-top: 1rem }
table { border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem }
th, td { padding: .4rem .45rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
thead th { color: var(--muted); font-weight: 600 }
th:first-child { text-align: left; position: sticky; left: 0; background: var(--panel); white-space: normal; overflow-wrap: anywhere; min-width: 8rem }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start }
.columns section { margin: 0 }
.total { color: var(--muted); font-weight: 400; font-variant-numeric: tabular-nums }
.bars, .due { list-style: none; margin: 0; padding: 0 }
.bars li { display: grid; grid-template-columns: minmax(7rem, 9rem) 1fr 4.5rem; gap: .5rem; align-items: center; font-size: .9rem; padding: .12rem 0 }
.bars .none, .due .none { display: block }
.bar { height: .9rem; border-radius: .2rem; background: linear-gradient(var(--bar), var(--bar)) 0 / var(--share) 100% no-repeat }
.count { text-align: right; font-variant-numeric: tabular-nums }
.due li { display: grid; padding: .45rem 0; border-bottom: 1px solid var(--line) }
.due li:last-child { border-bottom: 0 }
.title { font-weight: 600; overflow-wrap: anywhere }
.meta { color: var(--muted); font-size: .9rem }
.late { color: var(--late); font-weight: 600 }
@media (prefers-reduced-motion: no-preference) { .progress div { transition: width .25s } }
`;
