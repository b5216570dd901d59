/** The page's only style. Every pair of text and ground has a contrast of at least 4.5 to 1. */
export const reportStyle = `
:root{color-scheme:light dark;--ground:#ffffff;--panel:#f5f6f8;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;
--accent:#0a58ca;--bar:#9aa7b4;--band:#0a58ca}
@media (prefers-color-scheme:dark){:root{--ground:#0f1419;--panel:#1a2129;--ink:#e6edf3;--soft:#9aa6b2;
--line:#353f4a;--accent:#6cb0ff;--bar:#5b6876;--band:#6cb0ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem 1.25rem 4rem;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC",sans-serif}
h1{font-size:1.6rem;margin:.5rem 0 0}h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem}p{max-width:44rem}.soft,figcaption,caption{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0}a{color:var(--accent)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.5rem;margin:1rem 0}
.tiles div{background:var(--panel);border-radius:.4rem;padding:.5rem .75rem}.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;margin:1rem 0}.scroll:focus-visible,a:focus-visible{outline:2px solid var(--accent)}
table{border-collapse:collapse;font-size:.9rem}caption{text-align:left;padding-bottom:.25rem}
th,td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th.text,td.text{text-align:left}th.number,td.number{text-align:right;font-variant-numeric:tabular-nums}
td.text:last-child{min-width:16rem}tbody th{font-weight:400}thead th{color:var(--soft);font-weight:600}
figure{margin:1rem 0}svg{width:100%;max-width:46rem;height:auto;display:block}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:0 1.5rem}
svg text{fill:var(--soft);font-size:11px}svg .end{text-anchor:end}svg .middle{text-anchor:middle}
.grid,.cutoff{stroke:var(--line);fill:none}.cutoff{stroke:var(--soft);stroke-dasharray:3 3}
.history{stroke:var(--soft);fill:none;stroke-width:1.3}.forecast{stroke:var(--accent);fill:none;stroke-width:2}
.band{fill:var(--band);fill-opacity:.16}.bar{fill:var(--bar)}.chosen{fill:var(--accent)}
@media print{.scroll{overflow:visible}section{break-inside:avoid-page}}
`;
