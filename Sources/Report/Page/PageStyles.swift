extension DeploymentReport {
  /// What the page looks like: light and dark by the reader's system, one column where it is narrow, and on paper. Each text
  /// has a contrast of 4.5:1 or more to what is behind it.
  static let styles: StaticString = """
    :root{--bg:#f6f7f9;--card:#fff;--ink:#14181f;--soft:#5b6675;--line:#dde2ea;--accent:#2f5fd0;--store:#0f7b6c;\
    --pub:#2f5fd0;--priv:#5b6675;--zone:#eef2f8;--ok:#15733f;--warn:#8f5400;--bad:#c1272d;--track:#e4e8ef;\
    --s1:#2f5fd0;--s2:#0f7b6c;--s3:#8a5cc9;--s4:#c06a1b;--s5:#7a8798;--mark:#fff4d6;--code:#f0f2f6}
    @media (prefers-color-scheme:dark){:root{--bg:#0f1319;--card:#171c24;--ink:#e8ecf2;--soft:#9aa6b6;\
    --line:#2a323d;--accent:#7aa2ff;--store:#4cc2ad;--pub:#7aa2ff;--priv:#9aa6b6;--zone:#141a23;--ok:#54c98a;\
    --warn:#e0a341;--bad:#ff7b7b;--track:#2a323d;--s1:#6d97f7;--s2:#43b5a1;--s3:#b08bea;--s4:#e0924a;--s5:#7f8c9d;\
    --mark:#3a3113;--code:#1e2530}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--ink);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
    font-variant-numeric:tabular-nums}
    main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
    header h1{font-size:30px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
    header p{margin:0;color:var(--soft)}
    nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:18px 0 26px;font-size:14px}
    nav a{color:var(--accent);text-decoration:none}nav a:hover,nav a:focus{text-decoration:underline}
    section{margin:0 0 34px}
    h2{font-size:20px;margin:0 0 12px;letter-spacing:-.005em}
    h3{font-size:16px;margin:0}
    .card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 20px}
    .grid{display:grid;gap:16px}
    .two{grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr))}
    .tiles{grid-template-columns:repeat(auto-fit,minmax(200px,1fr))}
    .tile .k{color:var(--soft);font-size:13px}.tile .v{font-size:25px;font-weight:650;line-height:1.25}\
    .tile .s{color:var(--soft);font-size:13px}
    .ok{color:var(--ok)}.warn{color:var(--warn)}.bad{color:var(--bad)}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:14px}
    th,td{text-align:left;padding:6px 12px 6px 0;vertical-align:top;border-bottom:1px solid var(--line)}
    tr:last-child td{border-bottom:0}
    th{color:var(--soft);font-weight:550;white-space:nowrap}
    td:first-child code{white-space:nowrap}
    td.num,th.num{text-align:right;white-space:nowrap}
    tr.group td{padding-top:16px;font-weight:650;border-bottom:1px solid var(--line)}
    td.diff{width:38%}
    tfoot td{font-weight:650;border-top:2px solid var(--line)}
    code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    background:var(--code);padding:1px 5px;border-radius:5px;overflow-wrap:anywhere}
    .tag{display:inline-block;font-size:12px;line-height:1.5;padding:0 7px;border-radius:9px;\
    border:1px solid var(--line);color:var(--soft);white-space:nowrap}
    .gap{padding-left:28px}
    .tag.sec{color:var(--warn);border-color:currentColor}.tag.br{color:var(--accent);border-color:currentColor}\
    .tag.opt{border-style:dashed}
    .soft{color:var(--soft)}
    .bar{display:flex;height:16px;border-radius:8px;background:var(--track);overflow:hidden;position:relative}
    .bar i{display:block;height:100%}
    .bar i+i{border-left:1px solid var(--card)}
    .c1{background:var(--s1)}.c2{background:var(--s2)}.c3{background:var(--s3)}.c4{background:var(--s4)}\
    .c5{background:var(--s5)}
    .ghost{background:repeating-linear-gradient(135deg,var(--s1) 0 3px,transparent 3px 7px);opacity:.55}
    .budget{margin:0 0 18px}.budget:last-child{margin:0}
    .budget .head{display:flex;justify-content:space-between;gap:12px;margin-bottom:5px}
    .legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;color:var(--soft);margin-top:6px}
    .legend b{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px;vertical-align:-1px}
    svg.topo{display:block;width:100%;height:auto;min-width:700px;margin:0 auto}
    svg.topo.mini{display:inline-block;width:auto;height:12px;min-width:0;margin-right:6px;vertical-align:-1px}
    details.svc{border-top:1px solid var(--line);padding:12px 0}details.svc:first-of-type{border-top:0}
    details.svc>summary{cursor:pointer;list-style:none;display:flex;flex-wrap:wrap;align-items:baseline;\
    gap:4px 12px}
    details.svc>summary::-webkit-details-marker{display:none}
    details.svc>summary::before{content:"▸";color:var(--soft)}details.svc[open]>summary::before{content:"▾"}
    details.svc .body{padding:10px 0 0 18px}
    .find{display:grid;align-items:start;grid-template-columns:auto 1fr auto;gap:4px 14px;padding:8px 0;\
    border-bottom:1px solid var(--line)}
    .find:last-child{border-bottom:0}
    .find .msg{overflow-wrap:anywhere}
    footer{color:var(--soft);font-size:13px;border-top:1px solid var(--line);padding-top:14px}
    p.first{margin:0 0 8px}p.alone{margin:0}p.remark{margin:6px 0 0}.legend b.pub{background:var(--pub)}\
    .legend b.store{background:var(--store)}.legend b.priv{background:var(--soft)}.tag.bad{color:var(--bad);border-color:currentColor}
    tbody th{color:inherit;font-weight:inherit}tfoot th{color:inherit;font-weight:650;border-top:2px solid var(--line)}
    tbody tr:last-child th{border-bottom:0}th code{white-space:nowrap}
    p.last{margin:10px 0 0}.budget h3,.card>h3{margin-bottom:14px}
    .find .notes{grid-column:2/-1;color:var(--soft);font-size:13px;margin:0;padding:0;list-style:none}
    td.empty{color:var(--soft)}details.facts{margin-top:12px}details.facts>summary{cursor:pointer;\
    color:var(--soft);font-size:13px}
    @media (max-width:640px){main{padding:20px 14px 40px}header h1{font-size:24px}\
    .find{grid-template-columns:auto 1fr}.find>:last-child{grid-column:2}}
    @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--zone:#f4f4f4;--track:#e6e6e6;\
    --mark:#f2f2f2;--code:#f2f2f2;--accent:#1d3f8f;--pub:#1d3f8f;--store:#0b5c51}
     body{font-size:10.5pt}main{max-width:none;padding:0}nav{display:none}.card{border-radius:0;padding:10pt;\
    break-inside:auto}section{break-inside:auto}h2{break-after:avoid}\
    tr,.budget,.find,.tile,.two>.card{break-inside:avoid}tr.group{break-after:avoid}header{margin-bottom:14pt}
     svg.topo{min-width:0}.scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}\
    @page{margin:14mm}}

    """
}
