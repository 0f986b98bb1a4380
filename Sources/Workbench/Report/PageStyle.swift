import Charts

/// The page's rules.
enum PageStyle {
  static let sheet = """
    :root{color-scheme:light dark;--back:#f6f8fa;--card:#ffffff;--text:#1f2328;--quiet:#59636e;
    --line:#d8dee4;--accent:\(SeriesColor.all[0].light);--right:11 84 208;--wrong:221 122 10}
    @media (prefers-color-scheme:dark){:root{--back:#0d1117;--card:#151b23;--text:#e6edf3;
    --quiet:#9198a1;--line:#2d333b;--accent:\(SeriesColor.all[0].dark);--right:82 151 255;
    --wrong:235 116 42}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--back);color:var(--text);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 3rem}
    h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem;overflow-wrap:anywhere}
    h2{font-size:1.15rem;margin:0 0 .5rem}
    p{margin:0 0 .75rem}
    .kind{margin:0;color:var(--accent);font-weight:600;font-size:.85rem}
    .quiet,footer{color:var(--quiet);font-size:.9rem}
    .question{font-size:1.1rem}
    section{background:var(--card);border:1px solid var(--line);border-radius:10px;
    padding:1.25rem;margin:1rem 0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;
    margin:1.25rem 0}
    .tiles div{background:var(--card);border:1px solid var(--line);border-radius:10px;
    padding:.6rem .9rem}
    dt{color:var(--quiet);font-size:.8rem}
    dd{margin:0;font-size:1.2rem;font-weight:600;font-variant-numeric:tabular-nums}
    .bars{list-style:none;margin:0;padding:0}
    .bars li{display:grid;grid-template-columns:minmax(5rem,9rem) 1fr 4rem 7rem;gap:.75rem;
    align-items:center;padding:.2rem 0}
    .bars li>span:first-child{overflow-wrap:anywhere;line-height:1.2}
    .bar{height:.8rem;border-radius:4px;background:rgb(var(--right)/.12)}
    .bar i{display:block;height:100%;border-radius:4px;background:var(--accent)}
    .bars b,.bars small{text-align:right;font-variant-numeric:tabular-nums}
    .bars small{color:var(--quiet)}
    .wide{overflow-x:auto}
    table{border-collapse:separate;border-spacing:2px;font-size:.85rem;
    font-variant-numeric:tabular-nums}
    th{font-weight:500;text-align:left;white-space:nowrap}
    .confusion{margin:0 auto}
    .confusion thead th{vertical-align:bottom;text-align:center;padding:.2rem 0}
    .confusion thead span{writing-mode:vertical-rl;transform:rotate(180deg);line-height:1}
    .confusion tbody th{text-align:right;padding-right:.5rem}
    .confusion td{min-width:2.9rem;height:2.2rem;text-align:center;border-radius:4px}
    .confusion .none{color:var(--quiet);opacity:.5}
    .confusion .right{background:rgb(var(--right)/calc(.08 + .42*var(--tint)));font-weight:600}
    .confusion .wrong{background:rgb(var(--wrong)/calc(.02 + .48*var(--tint)))}
    .common{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:1rem 0 0;
    font-size:.9rem}
    .common li{border:1px solid var(--line);border-radius:99px;padding:.1rem .7rem}
    .common b{font-weight:600;font-variant-numeric:tabular-nums}
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.2rem,1fr));gap:1rem .75rem}
    figure{margin:0}
    figure img{width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;border-radius:6px;
    display:block}
    figcaption{font-size:.8rem;line-height:1.35;margin-top:.3rem}
    figcaption span{color:var(--quiet)}
    .kernels{display:flex;flex-wrap:wrap;gap:6px}
    .kernels img{width:44px;height:44px;image-rendering:pixelated;border-radius:3px;object-fit:contain}
    .layers{border-spacing:0;width:100%}
    .layers th,.layers td{padding:.25rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}
    .layers td,.layers thead th:nth-child(n+3){text-align:right}
    .layers td:nth-child(2){text-align:left}
    .layers thead th{color:var(--quiet)}
    @media (max-width:40rem){main{padding:1.25rem .75rem 2rem}h1{font-size:1.5rem}
    section{padding:.9rem .75rem}
    .bars li{grid-template-columns:5.5rem 1fr 3.6rem;gap:.5rem;font-size:.9rem}.bars small{display:none}
    table{font-size:.7rem;border-spacing:1px}.confusion td{min-width:1.45rem;height:1.6rem;padding:0}
    .gallery{grid-template-columns:repeat(auto-fill,minmax(5.6rem,1fr))}
    .confusion tbody th{padding-right:.3rem}}
    @media print{body{background:none}section,.tiles div{break-inside:avoid}}
    """
}
