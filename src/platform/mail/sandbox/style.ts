/** The look of the pages, on a wide screen and a narrow one, by day and by night. */
export const style = `:root { color-scheme: light dark; --line: light-dark(#d4d4d8, #3f3f46); --quiet: light-dark(#52525b, #a1a1aa) }
* { box-sizing: border-box }
html { background: light-dark(#ffffff, #18181b); color: light-dark(#18181b, #f4f4f5) }
body { background: inherit; font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1rem 4rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
a { color: light-dark(#1d4ed8, #93c5fd) }
:focus-visible { outline: 3px solid light-dark(#1d4ed8, #93c5fd); outline-offset: 2px }
.quiet { color: var(--quiet); font-size: .9rem; overflow-wrap: anywhere }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; overflow-wrap: anywhere }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
form p { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 0; width: 100% }
input, select, button { font: inherit; padding: .4rem .7rem; min-height: 2.5rem; border: 1px solid var(--quiet); border-radius: .4rem; max-width: 100% }
input { flex: 1 1 14rem; min-width: 0 }
select { flex: 1 1 14rem; min-width: 0 }
button { cursor: pointer }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem }
.mails { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line) }
.mails li { display: grid; grid-template-columns: 3fr 2fr auto; gap: 0 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line) }
.mails li > * { min-width: 0; overflow-wrap: anywhere }
.mails a { font-weight: 600 }
nav { display: flex; gap: 1rem; margin: 1rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0 }
dt { color: var(--quiet) }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
details { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: 1rem }
summary { cursor: pointer; font-weight: 600 }
iframe { width: 100%; height: 30rem; border: 1px solid var(--line); border-radius: .4rem; background: white; color-scheme: light; resize: vertical }
pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: .4rem; padding: 1rem; margin: 0 }
.done { border-left: 4px solid light-dark(#15803d, #4ade80); padding: .25rem .75rem; margin: 1rem 0 }
@media (max-width: 40rem) {
  .mails li { grid-template-columns: 1fr; gap: .1rem }
  .facts { grid-template-columns: 1fr; gap: 0 }
  .facts dd { margin-bottom: .5rem }
}
`;
