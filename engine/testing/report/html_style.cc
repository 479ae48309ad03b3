#include "engine/testing/report/html_parts.h"

namespace luarig {

// Colours are named once for light and once for dark. What a colour says, a mark or a word says
// too.
const std::string_view kPageStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --inset: #f3f4f8; --line: #dfe2e8; --text: #1c2330; --quiet: #596273;
  --link: #0b5cad; --good: #18794e; --good-soft: #e2f4ea; --good-strong: #b4e3c8;
  --bad: #c0272d; --bad-soft: #fdebeb; --bad-strong: #f9c8c8; --warn: #8a5a00; --warn-soft: #fdf3da;
  --idle: #7a8394; --bar-good: #2f9e6a; --bar-bad: #d9464c; --bar-warn: #d69a1d; --bar-idle: #b6bdca;
  --comment: #6a7384; --string: #0a6b52; --keyword: #8a2a8f; --number: #9a4b00; --cost: #dbe7f6;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1e26; --inset: #13171e; --line: #303744; --text: #e3e7ee; --quiet: #9ba5b6;
    --link: #7ab7ff; --good: #5fd39a; --good-soft: #14301f; --good-strong: #1f5637;
    --bad: #ff8b8b; --bad-soft: #3a1a1d; --bad-strong: #75292f; --warn: #f0c262; --warn-soft: #35290f;
    --idle: #8b95a7; --bar-good: #35a872; --bar-bad: #e0555b; --bar-warn: #d9a032; --bar-idle: #556072;
    --comment: #8c96a8; --string: #7fd4b3; --keyword: #dd9ce6; --number: #f0b27a; --cost: #22344d;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 4rem; max-width: 76rem;
  background: var(--page); color: var(--text); line-height: 1.5;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .25rem; }
code, pre, .source, .output { font-family: var(--mono); font-size: .84rem; }
code { overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, pre { margin: 0; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.note { color: var(--quiet); padding: .5rem 1rem; font-size: .9rem; }

header {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem 1.5rem;
  border-top: .3rem solid var(--bar-idle);
}
header.good { border-top-color: var(--bar-good); }
header.bad { border-top-color: var(--bar-bad); }
.title { color: var(--quiet); font-size: .9rem; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.4rem, 4vw, 1.9rem); line-height: 1.25; letter-spacing: -.01em; }
header.bad h1 { color: var(--bad); }
header.good h1 { color: var(--good); }
.facts { color: var(--quiet); font-size: .9rem; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding-top: .35rem; }
.bar { display: flex; gap: 2px; height: .7rem; margin: 1.1rem 0; border-radius: .35rem; overflow: hidden; background: var(--inset); }
.bar span { min-width: 4px; flex-basis: 0; }
.bar .failed { background: var(--bar-bad); }
.bar .passed { background: var(--bar-good); }
.bar .skipped { background: var(--bar-idle); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; padding: 0; list-style: none; }
.tiles a {
  display: block; padding: .5rem .9rem; border-radius: .5rem; background: var(--inset); color: var(--quiet);
  text-decoration: none; border: 1px solid transparent;
}
.tiles a:hover { border-color: currentColor; }
.tiles b { display: block; font-size: 1.45rem; line-height: 1.2; font-variant-numeric: tabular-nums; color: var(--text); }
.tiles .failed:not(.none) b { color: var(--bad); }
.tiles .passed:not(.none) b { color: var(--good); }

nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 1rem .25rem .25rem; }
#filter {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem;
  margin: .5rem 0 0; padding: .6rem .25rem; background: var(--page); border-bottom: 1px solid var(--line); font-size: .9rem;
}
fieldset { display: flex; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .45rem; background: var(--card); }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
fieldset input { position: absolute; opacity: 0; }
fieldset span { display: block; padding: .25rem .7rem; cursor: pointer; border-radius: .4rem; }
fieldset input:checked + span { background: var(--text); color: var(--card); }
fieldset input:focus-visible + span { outline: 2px solid var(--link); outline-offset: 1px; }
#filter [type=search], #filter select, #filter button {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .45rem; padding: .25rem .6rem;
}
#filter select { max-width: min(16rem, 70vw); }
#filter [type=search] { flex: 1 1 11rem; min-width: 0; }
#filter ::placeholder { color: var(--quiet); opacity: 1; }
#filter button { cursor: pointer; }
#filter button:hover { border-color: var(--quiet); }
#shown { color: var(--quiet); font-variant-numeric: tabular-nums; }

section { padding-top: 1.75rem; }
h2 { font-size: 1.25rem; padding: 0 .25rem .6rem; letter-spacing: -.005em; }
h3 { font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; display: inline; }
.problem, .file, section > .scroll {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin-bottom: .9rem;
}
.problem { border-left: .3rem solid var(--bar-bad); padding: .8rem 1rem; display: grid; gap: .5rem; }
.problem h3 code { font-size: .95rem; }
.headline { font-weight: 600; color: var(--bad); overflow-wrap: anywhere; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.file > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .75rem; padding: .6rem 1rem; }
.file > summary::before, details.test > summary::after {
  content: "\203a"; color: var(--quiet); font-weight: 700; transform: rotate(0deg); display: inline-block; width: .8em; text-align: center;
}
details[open].file > summary::before, details.test[open] > summary::after { transform: rotate(90deg); }
.file > summary h3 { flex: 1 1 10rem; }
.sum { color: var(--quiet); font-size: .88rem; font-variant-numeric: tabular-nums; }
.sum.failed { color: var(--bad); }

.test { border-top: 1px solid var(--line); scroll-margin-top: 5rem; }
.file { overflow: clip; }
.test > p, .test > summary { display: flex; align-items: baseline; gap: .1rem .7rem; padding: .4rem 1rem; flex-wrap: wrap; }
.test > summary:hover { background: var(--inset); }
.test:target { box-shadow: inset .25rem 0 0 var(--link); }
.mark { width: 1.1em; text-align: center; font-weight: 700; flex: none; color: var(--idle); }
.passed > * > .mark { color: var(--good); }
.failed > * > .mark { color: var(--bad); }
.name { flex: 1 1 60%; min-width: 0; overflow-wrap: anywhere; }
.failed > summary > .name { font-weight: 600; }
.groups { color: var(--quiet); font-weight: 400; }
.why { color: var(--quiet); font-style: italic; }
.cell { font-size: .8rem; color: var(--quiet); border: 1px solid var(--line); border-radius: 1rem; padding: 0 .55rem; overflow-wrap: anywhere; }
.time { font-size: .85rem; color: var(--quiet); font-variant-numeric: tabular-nums; min-width: 4.4rem; text-align: right; }
.test > p::after { content: ""; width: .8em; }

.body { padding: .2rem 1rem 1rem 2.9rem; display: grid; gap: .9rem; grid-template-columns: minmax(0, 1fr); }
.failure { display: grid; gap: .55rem; grid-template-columns: minmax(0, 1fr); }
.failure + .failure { border-top: 1px dashed var(--line); padding-top: .9rem; }
h4 { font-size: .95rem; overflow-wrap: anywhere; }
.what { font-weight: 500; font-size: .8rem; color: var(--bad); background: var(--bad-soft); border-radius: .3rem; padding: .1rem .45rem; margin-right: .25rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem .8rem; font-size: .9rem; }
dl:empty { display: none; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.label { font-size: .82rem; color: var(--quiet); margin-bottom: -.3rem; }
.body > .label { margin-bottom: -.65rem; }
.legend { display: flex; gap: 1rem; }
.label .del { color: var(--bad); }
.label .ins { color: var(--good); }
pre { background: var(--inset); border: 1px solid var(--line); border-radius: .45rem; padding: .5rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.diff { padding: .35rem 0; }
.diff > * { display: block; padding: 0 .75rem 0 2rem; text-indent: -1.25rem; text-decoration: none; min-height: 1.5em; }
.diff > *::before { display: inline-block; width: 1.25rem; text-indent: 0; content: " "; white-space: pre; }
.diff del { background: var(--bad-soft); }
.diff ins { background: var(--good-soft); }
.diff del::before { content: "\2212"; color: var(--bad); font-weight: 700; }
.diff ins::before { content: "+"; color: var(--good); font-weight: 700; }
mark { color: inherit; background: var(--warn-soft); border-radius: .2rem; }
.diff del mark { background: var(--bad-strong); }
.diff ins mark { background: var(--good-strong); }
.error { border-left: .2rem solid var(--bar-bad); padding-left: .8rem; display: grid; gap: .5rem; grid-template-columns: minmax(0, 1fr); }
.error .headline { font-family: var(--mono); font-size: .86rem; font-weight: 500; }
.excerpt { padding: .35rem 0; }
.excerpt .row { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); padding: 0 .75rem 0 0; min-height: 1.5em; }
.excerpt { white-space: normal; }
.excerpt code { white-space: pre-wrap; }
.excerpt .here { background: var(--bad-soft); box-shadow: inset .2rem 0 0 var(--bar-bad); }
.excerpt mark { background: none; text-decoration: underline wavy var(--bar-bad); text-underline-offset: .25em; }
.excerpt .ln { color: var(--quiet); text-align: right; padding-right: .9rem; user-select: none; }
.trace { padding-left: 1.4rem; font-family: var(--mono); font-size: .84rem; overflow-wrap: anywhere; }
.trace ::marker { color: var(--quiet); }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; font-weight: 500; }
td, th { padding: .35rem .8rem; vertical-align: baseline; }
thead th { color: var(--quiet); font-size: .85rem; white-space: nowrap; }
tbody tr, tfoot tr { border-top: 1px solid var(--line); }
tfoot th, tfoot td { font-weight: 600; }
tbody th { overflow-wrap: anywhere; min-width: 9rem; }
.path, .of { color: var(--quiet); font-size: .82rem; font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.matrix td, .matrix thead th + th { text-align: center; }
.matrix td a { display: inline-block; min-width: 1.9rem; border-radius: .35rem; text-decoration: none; font-weight: 700; }
.matrix .passed a { color: var(--good); background: var(--good-soft); }
.matrix .failed a { color: var(--bad); background: var(--bad-strong); }
.matrix .skipped a { color: var(--quiet); background: var(--inset); }
.absent { color: var(--quiet); text-align: center; }
.meter { width: 7rem; min-width: 4rem; padding-left: 0; vertical-align: middle; }
.meter span { display: block; height: .5rem; border-radius: .25rem; background: var(--bar-idle); min-width: 2px; }
.shares .meter { background: linear-gradient(var(--inset), var(--inset)) 0 50% / calc(100% - .8rem) .5rem no-repeat; }
.meter.high span { background: var(--bar-good); }
.meter.middle span { background: var(--bar-warn); }
.meter.low span { background: var(--bar-bad); }
.shares th[colspan] { text-align: center; }

.covered .scroll { border-top: 1px solid var(--line); }
.source { font-size: .8rem; line-height: 1.55; }
.source th, .source td { padding: 0 .7rem; border: 0; vertical-align: top; }
.source tbody tr { border: 0; }
.source thead th { font: .78rem/2 system-ui, sans-serif; text-align: right; }
.source thead .code { text-align: left; }
.source .code { width: 100%; white-space: pre; tab-size: 4; padding-left: .9rem; }
.source .ln a { color: var(--quiet); text-decoration: none; }
.ln, .hits, .steps { text-align: right; color: var(--quiet); user-select: none; font-variant-numeric: tabular-nums; }
.steps { background: linear-gradient(var(--cost), var(--cost)) right / var(--share, 0) 100% no-repeat; }
.hit .hits { color: var(--good); box-shadow: inset -.22rem 0 0 var(--bar-good); }
.part .hits { color: var(--warn); box-shadow: inset -.22rem 0 0 var(--bar-warn); }
.part .code { background: var(--warn-soft); }
.miss .hits { color: var(--bad); font-weight: 700; box-shadow: inset -.22rem 0 0 var(--bar-bad); }
.miss .code { background: var(--bad-soft); }
.untaken { font: .76rem system-ui, sans-serif; color: var(--warn); border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; margin-left: .75rem; }
.source tr:target td { box-shadow: inset 0 0 0 100vw color-mix(in srgb, var(--link) 14%, transparent); }
.c { color: var(--comment); font-style: italic; } .s { color: var(--string); } .k { color: var(--keyword); } .n { color: var(--number); }

@media (max-width: 40rem) {
  body { padding-top: .75rem; }
  header { padding: 1rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  #filter { position: static; }
  .test > p, .test > summary { padding: .4rem .75rem; }
  .name { flex: 1 1 calc(100% - 3.5rem); }
  .cell { margin-left: 1.8rem; margin-right: auto; }
  .body { padding: .2rem .75rem .9rem; }
  .time { min-width: 0; }
  dl { grid-template-columns: minmax(0, 1fr); }
  dd { margin-bottom: .35rem; }
  td, th { padding: .35rem .55rem; }
  .source th, .source td { padding: 0 .4rem; }
  .meter { width: 4rem; }
  .slowest .meter { display: none; }
}
@media print {
  :root { --page: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, #filter { display: none !important; }
  .scroll { overflow: visible; }
  .source .code, .source code { white-space: pre-wrap; }
  .failure, .problem, tr { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  .bar span, .meter span, .diff > *, .source td, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";

}  // namespace luarig
