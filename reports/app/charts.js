// Histories to look into: drawn by uPlot when their details are opened. Drag zooms, a double click or Escape shows all again;
// with the keyboard, arrows go from point to point and + and - zoom. A reader below tells the point in words.
"use strict";
(() => {
  const island = document.getElementById("trend-data");
  if (!island || typeof uPlot === "undefined") return;
  const data = JSON.parse(island.textContent);

  const unpack = (text, low, high) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const levels = new Uint16Array(bytes.buffer);
    return Array.from(levels, (level) => low + (high - low) * level / 65535);
  };
  const {scaleOf, human, colour} = page;

  const build = (place, row) => {
    const segments = row.segments.map((segment) => ({
      at: segment.whole ? Array.from({length: segment.at[1]}, (_, i) => segment.at[0] + i) : segment.at,
      machine: segment.machine,
      median: unpack(segment.median, segment.low, segment.high),
      lo: segment.lo && unpack(segment.lo, segment.low, segment.high),
      hi: segment.hi && unpack(segment.hi, segment.low, segment.high),
    }));
    const x = [...new Set(segments.flatMap((segment) => segment.at))].sort((a, b) => a - b);
    const position = new Map(x.map((at, i) => [at, i]));
    const column = (segment, values) => {
      const out = new Array(x.length).fill(null);
      if (values) segment.at.forEach((at, i) => { out[position.get(at)] = values[i]; });
      return out;
    };
    const columns = [x], series = [{}], bands = [];
    for (const segment of segments) {
      const line = {stroke: colour("--ink"), width: 1.5, spanGaps: true, points: {show: x.length <= 60, size: 5, fill: colour("--ink")}};
      // The line comes last: what is drawn later lies above.
      columns.push(column(segment, segment.hi), column(segment, segment.lo), column(segment, segment.median));
      const edge = {stroke: "transparent", width: 0, spanGaps: true, points: {show: false}};
      bands.push({series: [series.length, series.length + 1], fill: colour("--band")});
      series.push(edge, {...edge}, line);
    }
    const middle = Math.abs(segments[0].median[0]);
    const medianAt = (moment) => {
      const segment = segments.find((one) => one.at.includes(moment));
      return segment.median[segment.at.indexOf(moment)];
    };
    const [step, word] = scaleOf(middle, row);

    const overlay = (u) => {
      const {ctx} = u, {left, top: above, width, height} = u.bbox, ratio = devicePixelRatio;
      ctx.save();
      ctx.font = `${11 * ratio}px system-ui, sans-serif`;
      ctx.textAlign = "center";
      const line = (paint, dash, draw) => {
        ctx.strokeStyle = ctx.fillStyle = paint;
        ctx.lineWidth = 1.2 * ratio;
        ctx.setLineDash(dash.map((part) => part * ratio));
        ctx.beginPath();
        draw();
        ctx.stroke();
      };
      const inside = (at) => at >= left - 1 && at <= left + width + 1;
      for (const limit of row.limits) {
        const at = u.valToPos(limit, "y", true);
        line(colour("--muted"), [6, 3], () => { ctx.moveTo(left, at); ctx.lineTo(left + width, at); });
      }
      for (const [moment, direction, letter] of row.marks) {
        const at = u.valToPos(moment, "x", true);
        if (!inside(at)) continue;
        const paint = colour(direction === "worse" ? "--worse" : direction === "better" ? "--better" : "--muted");
        line(paint, [], () => { ctx.moveTo(at, above); ctx.lineTo(at, above + height); });
        ctx.fillText(letter, at, above - 4 * ratio);
      }
      for (const [moment] of row.flags) {
        const at = u.valToPos(moment, "x", true);
        if (!inside(at)) continue;
        line(colour("--muted"), [2, 2], () => { ctx.moveTo(at, above); ctx.lineTo(at, above + height); });
        ctx.fillText("⚑", at, above + height - 4 * ratio);
      }
      ctx.restore();
    };

    const said = document.createElement("p");
    said.className = "readout";
    said.setAttribute("role", "status");
    const tell = (at) => {
      const moment = x[at];
      said.textContent = "";
      const segment = moment === undefined ? undefined : segments.find((one) => one.at.includes(moment));
      if (!segment) {
        said.textContent = "Drag to zoom, double click for all. Keys: ← → point, + − zoom, Escape all.";
        return;
      }
      const i = segment.at.indexOf(moment);
      const bounds = segment.lo ? ` [${human(segment.lo[i], row)}, ${human(segment.hi[i], row)}]` : "";
      const day = new Date(data.when[moment] * 1000).toISOString().slice(0, 10);
      said.append(`${human(segment.median[i], row)}${bounds}, ${data.label[moment]}, ${day}`);
      if (segments.length > 1) said.append(`, ${segment.machine}`);
      if (data.commit[moment] && data.link[moment]) {
        const link = document.createElement("a");
        link.href = data.link[moment];
        link.rel = "noreferrer";
        link.textContent = data.commit[moment];
        said.append(", commit ", link);
      } else if (data.commit[moment]) {
        said.append(`, commit ${data.commit[moment]}`);
      }
      for (const [place, , letter, words] of row.marks) if (place === moment) said.append(` · ${letter}: ${words}`);
      for (const [place, words] of row.flags) if (place === moment) said.append(` · ⚑ ${words}`);
    };

    const axis = page.axis();
    const plot = new uPlot({
      width: Math.max(260, place.clientWidth), height: 250, pxAlign: false, padding: [16, 12, 0, 0],
      legend: {show: false}, cursor: {drag: {x: true, y: false}, points: {show: true}},
      scales: {x: {time: false}, y: {range: (u, low, high) => {
        const all = [low, high, ...row.limits], reach = Math.max(...all) - Math.min(...all) || Math.abs(high) || 1;
        return [Math.min(...all) - 0.06 * reach, Math.max(...all) + 0.06 * reach];
      }}},
      axes: [{...axis, grid: {show: false}, values: (u, at) => at.map((i) => Number.isInteger(i) ? i + 1 : "")},
             {...axis, size: 62, label: word || "count", labelSize: 16, labelFont: "11px system-ui, sans-serif",
              values: (u, at) => at.map((value) => Number((value / step).toPrecision(6)))}],
      series, bands,
      hooks: {draw: [overlay], setCursor: [(u) => tell(u.cursor.idx)]},
    }, columns, place);
    place.append(said);
    tell(undefined);

    plot.root.setAttribute("role", "img");
    plot.root.setAttribute("aria-label", `${x.length} points from ${human(medianAt(x[0]), row)} to ${human(medianAt(x[x.length - 1]), row)}`);
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "history; arrow keys go from point to point");
    let now = x.length - 1;
    const all = () => plot.setScale("x", {min: x[0], max: x[x.length - 1]});
    place.addEventListener("keydown", (event) => {
      const {min, max} = plot.scales.x;
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        now = Math.min(x.length - 1, Math.max(0, now + (event.key === "ArrowLeft" ? -1 : 1)));
        plot.setCursor({left: plot.valToPos(x[now], "x"), top: plot.valToPos(medianAt(x[now]), "y")});
        tell(now);
      } else if (event.key === "+" || event.key === "-") {
        const half = (max - min) * (event.key === "+" ? 0.25 : 1), centre = Math.min(max, Math.max(min, x[now]));
        plot.setScale("x", {min: Math.max(x[0], centre - half), max: Math.min(x[x.length - 1], centre + half)});
      } else if (event.key === "Escape") {
        all();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    new ResizeObserver(() => {
      if (place.clientWidth > 0) plot.setSize({width: Math.max(260, place.clientWidth), height: 250});
    }).observe(place);
    return plot;
  };

  const drawn = new Map();
  const draw = (details) => {
    const place = details.querySelector(":scope > .chart-place");
    const row = place && data.rows[place.dataset.trend];
    if (row && details.open && !drawn.has(place)) drawn.set(place, build(place, row));
  };
  document.addEventListener("toggle", (event) => { if (event.target.tagName === "DETAILS") draw(event.target); }, true);
  for (const details of document.querySelectorAll("details[open]")) draw(details);

  // Colours are read when drawn, so a change of scheme draws again.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [place, plot] of drawn) {
      plot.destroy();
      place.textContent = "";
    }
    const places = [...drawn.keys()];
    drawn.clear();
    for (const place of places) draw(place.closest("details"));
  });
})();
