"""How the page looks: calm, light, readable on a phone, and printable on A4; colour is never the only mark."""

from __future__ import annotations

STYLE = """
:root { --ink: #1d2733; --quiet: #55616e; --line: #d5dbe1; --paper: #ffffff; --ground: #f5f6f4;
        --accent: #1f5f8b; --warn: #8a3b12; --warnground: #fdf3ec; }
* { box-sizing: border-box; }
html { scroll-behavior: auto; }
body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink);
       font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; font-weight: 650; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; max-width: 44rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, .breit:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.stand, .leer { color: var(--quiet); }
.achtung { background: var(--warnground); border-left: .3rem solid var(--warn); padding: .6rem .9rem; max-width: none; }
.zahlen { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .75rem;
          grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); }
.zahlen li { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
.zahlen a, .zahlen div { display: block; padding: .6rem .8rem; color: inherit; text-decoration: none; height: 100%; }
.zahlen a:hover { background: #eef3f7; }
.zahlen strong { display: block; font-size: 1.7rem; line-height: 1.2; font-weight: 600;
                 font-variant-numeric: tabular-nums; }
.zahlen a strong { color: var(--accent); text-decoration: underline; text-decoration-thickness: 1px; }
.breit { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; background: var(--paper); font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border: 1px solid var(--line);
         overflow-wrap: break-word; hyphens: auto; max-width: 24rem; }
time { white-space: nowrap; }
thead th { background: #e9edf0; font-weight: 600; }
tbody th { font-weight: 400; }
tfoot th, tfoot td, th.gruppe { font-weight: 600; background: #f1f3f5; }
:target { scroll-margin-top: 1rem; }
tbody:target th.gruppe, h2:target, h3:target { box-shadow: inset .3rem 0 0 var(--accent); padding-left: .7rem; }
nav ul { padding: 0; margin: .75rem 0 0; list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
.hoch { display: inline-block; margin-top: .25rem; font-size: .9rem; }
@media (max-width: 40rem) { body { padding: 1rem .75rem 3rem; } th, td { padding: .35rem .5rem; }
  .zahlen { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); } }
@page { size: A4; margin: 18mm 15mm; }
@media print { body { max-width: none; padding: 0; background: none; font-size: 9.5pt; }
  nav, .hoch { display: none; } a, .zahlen a strong { color: inherit; text-decoration: none; }
  .breit { overflow: visible; } th, td { padding: .2rem .4rem; } td { overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr, .zahlen li { break-inside: avoid; }
  th.gruppe { break-after: avoid; }
  h2, h3, caption { break-after: avoid; } .zahlen { grid-template-columns: repeat(4, 1fr); } }
"""
