/** The style sheet of the report: light and dark, readable on a phone, fit for print. */
export const STYLE = `
:root{--ink:#1b1f24;--soft:#57606a;--faint:#8c959f;--line:#d8dee4;--paper:#fff;--panel:#f6f8fa;--human:#b45309;--lm:#1d4ed8;--routed:#047857;--random:#6b7280;--single:#7c3aed;--warn:#9a3412;--warn-paper:#fff4e5;--other-1:#be185d;--other-2:#0369a1;--other-3:#7a6a00;--other-4:#b42318;--other-5:#44546a}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa7b4;--faint:#6e7681;--line:#30363d;--paper:#0d1117;--panel:#161b22;--human:#f59e0b;--lm:#79a8ff;--routed:#34d399;--random:#9ca3af;--single:#c4a1ff;--warn:#fdba74;--warn-paper:#2b1d0e;--other-1:#f472b6;--other-2:#38bdf8;--other-3:#d9c84a;--other-4:#ff8a7a;--other-5:#b6c2d1}}
*{box-sizing:border-box}
html{color:var(--ink);background:var(--paper);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{overflow-wrap:anywhere;margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:.1rem 0 .8rem}
h2{font-size:1.25rem;margin:0 0 .6rem}
h3{font-size:1rem;margin:1.6rem 0 .5rem}
h4{font-size:.78rem;margin:.6rem 0 .2rem;color:var(--soft);text-transform:uppercase;letter-spacing:.04em}
.kicker{color:var(--soft);margin:0;font-size:.85rem}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.88rem;border-bottom:1px solid var(--line);padding-bottom:.8rem}
a{color:var(--lm)}
section{padding:1.6rem 0 .4rem;border-bottom:1px solid var(--line)}
section:last-child{border:0}
.lead{font-size:1.15rem;font-weight:600;line-height:1.45;margin:.2rem 0 .6rem}
.how,.alt{color:var(--soft);font-size:.88rem;overflow-wrap:anywhere}
.warning{background:var(--warn-paper);color:var(--warn);border-left:4px solid var(--warn);padding:.5rem .8rem;margin:.6rem 0;border-radius:0 4px 4px 0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.7rem;margin:1rem 0}
.facts div{background:var(--panel);border-radius:6px;padding:.7rem .9rem}
.facts dt{font-size:.82rem;color:var(--soft)}
.facts dd{margin:0}
.facts b{display:block;font-size:1.08rem;font-variant-numeric:tabular-nums}
.facts span{font-size:.8rem;color:var(--soft)}
.table{margin:.9rem 0}
.caption{color:var(--soft);font-size:.86rem;margin:0 0 .2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.86rem;min-width:100%}
th,td{padding:.3rem .7rem .3rem 0;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th{font-weight:600;white-space:normal;vertical-align:bottom}
td,th{overflow-wrap:normal}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.number{white-space:normal}
td:first-child{min-width:7.5rem}
td:last-child:not(.number):not(:first-child){min-width:11rem}
figure{margin:1.2rem 0}
figcaption{font-weight:600;font-size:.95rem}
.chart{overflow-x:auto;padding-top:.6rem}
.chart svg{max-width:100%;height:auto;min-width:40rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:1rem 1.5rem;padding-top:.6rem}
.panel{min-width:0}
.panel svg,.narrow svg{display:block;max-width:100%;height:auto}
.narrow{display:none;padding-top:.6rem}
@media screen and (max-width:40rem){.wide{display:none}.narrow{display:block}}
.panel-title{font-size:.88rem;font-weight:600;margin:0}
.marked td{background:var(--panel)}
.marked td:first-child{box-shadow:inset 3px 0 var(--routed);padding-left:.6rem;font-weight:700}
details{margin:.3rem 0}
summary{cursor:pointer;color:var(--soft);font-size:.88rem}
.pairs details{border-top:1px solid var(--line);padding:.35rem 0;margin:0}
.pairs summary b{color:var(--ink);font-weight:500}
.pairs summary span{display:block;padding-left:1.1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);padding:.6rem .7rem;border-radius:6px;font:.82rem/1.45 ui-monospace,SFMono-Regular,Menlo,monospace;margin:.2rem 0;max-height:24rem;overflow:auto}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:.8rem}
@media (max-width:40rem){.sides{grid-template-columns:1fr}body{padding:1rem .9rem 3rem}h1{font-size:1.4rem}}
@media print{body{max-width:none;padding:0;font-size:11pt}nav{display:none}section{break-inside:auto}figure,.panel,tr,.facts div{break-inside:avoid}figure:has(.panels){break-inside:auto}h1,h2,h3,figcaption,.caption,.panel-title{break-after:avoid}thead{display:table-header-group}table{font-size:7.5pt}.number{white-space:normal}.scroll,.chart{overflow:visible}.panels{grid-template-columns:1fr 1fr}.chart svg{min-width:0}pre{max-height:none}}
`
