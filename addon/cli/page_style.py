"""The style sheet of the page that summary_page.py writes."""

# Each pose is shown for its share of the time.
STEPS = "".join(
    f"@keyframes of-{count}{{0%{{opacity:1}}{100 / count:.4f}%,100%{{opacity:0}}}}"
    f".of-{count}{{animation-name:of-{count}}}"
    for count in range(2, 9)
)
STYLE = f"""
:root{{color-scheme:light dark;--text:#1d1f23;--back:#fff;--line:#d5d8de;--soft:#5c626d;
--wrong:#b3261e;--mark:#fdf0ef;--link:#1a5fb4}}
@media (prefers-color-scheme:dark){{:root{{--text:#e6e7ea;--back:#1b1c1f;--line:#3a3d44;
--soft:#a5abb6;--wrong:#ff8a80;--mark:#372322;--link:#8ab8ff}}}}
body{{font:15px/1.45 system-ui,sans-serif;color:var(--text);background:var(--back);
margin:2em auto;max-width:70em;padding:0 1em}}
h1{{font-size:1.4em;overflow-wrap:anywhere}}h2{{font-size:1.1em}}
a{{color:var(--link)}}
table{{border-collapse:collapse;width:100%}}
th,td{{border-bottom:1px solid var(--line);padding:.5em;text-align:left;
vertical-align:top;overflow-wrap:anywhere}}
thead th{{color:var(--soft);font-weight:600;overflow-wrap:normal}}
td.number{{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}}
td p{{margin:.15em 0}}td ul{{margin:.3em 0;padding-left:1.2em;color:var(--soft)}}
code{{white-space:nowrap}}
.prompt{{font-style:italic}}.input,.note,footer{{color:var(--soft)}}
tr.failed{{background:var(--mark)}}.reason{{color:var(--wrong);font-weight:600}}
svg,.none{{width:112px;height:112px;display:block}}
path{{fill:none;stroke:currentColor;stroke-width:4;stroke-linecap:round;
stroke-linejoin:round}}
.ghost{{opacity:.12}}
.pose{{animation-iteration-count:infinite;animation-timing-function:step-end;opacity:0}}
.of-1{{opacity:1}}
{STEPS}
@media (prefers-reduced-motion:reduce),print{{.pose{{animation:none;opacity:.35}}}}
@media print{{.ghost{{opacity:.3}}}}
footer{{margin:1.5em 0}}
"""
