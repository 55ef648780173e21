// Launches of a series that has no figure on the page, drawn from the raw data when its details are opened: values in the
// order measured, and the share at or below each.
"use strict";
(() => {
  const link = document.querySelector("a.download");
  if (!link || typeof uPlot === "undefined") return;
  let raw;
  const series = (index) => {
    raw ||= JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(link.getAttribute("href").split(",")[1]), (c) => c.charCodeAt(0)))).series;
    return raw[index];
  };
  const paint = (side) => page.colour(side === "base" ? "--base" : "--ink");

  const order = (place, found, sides, step, word) => {
    const x = found.value.map((_, i) => i + 1);
    const columns = sides.map((side) => found.value.map((value, i) => found.side[i] === side ? value / step : null));
    const points = sides.map((side) => ({stroke: "transparent", width: 0, points: {show: true, size: 6, fill: paint(side), stroke: paint(side)}}));
    const axis = page.axis();
    return new uPlot({width: Math.min(400, Math.max(250, place.clientWidth)), height: 200, legend: {show: false}, scales: {x: {time: false}},
      series: [{}, ...points], axes: [{...axis, label: "launch, in the order measured", labelSize: 18, labelFont: axis.font},
                                      {...axis, size: 62, label: word || "count", labelSize: 16, labelFont: axis.font}]}, [x, ...columns], place);
  };
  const ecdf = (place, found, sides, step, word) => {
    const x = [...new Set(found.value)].sort((a, b) => a - b);
    const columns = sides.map((side) => {
      const own = found.value.filter((_, i) => found.side[i] === side).sort((a, b) => a - b);
      let at = 0;
      return x.map((value) => { while (at < own.length && own[at] <= value) at += 1; return 100 * at / own.length; });
    });
    const lines = sides.map((side) => ({stroke: paint(side), width: 1.8, paths: uPlot.paths.stepped({align: 1}), points: {show: false}}));
    const axis = page.axis();
    return new uPlot({width: Math.min(300, Math.max(250, place.clientWidth)), height: 200, legend: {show: false}, scales: {x: {time: false}},
      series: [{}, ...lines], axes: [{...axis, label: word || "count", labelSize: 18, labelFont: axis.font}, {...axis, size: 50, values: (u, at) => at.map((v) => `${v} %`)}]},
      [x.map((value) => value / step), ...columns], place);
  };
  const draw = (details) => {
    const place = details.querySelector(":scope > .figures > .launches");
    if (!place || !details.open || place.childElementCount) return;
    const all = series(Number(place.dataset.series));
    const held = all ? all.value.flatMap((value, i) => value === null ? [] : [i]) : [];
    if (!held.length) return;
    const found = {...all, value: held.map((i) => all.value[i]), side: held.map((i) => all.side[i])};
    const sides = ["base", "head", "solo"].filter((side) => found.side.includes(side));
    const [step, word] = page.scaleOf(found.value[0], found);
    for (const [make, label] of [[order, "values in the order measured"], [ecdf, "share of launches at or below each value"]]) {
      const plot = make(place, found, sides, step, word);
      plot.root.setAttribute("role", "img");
      plot.root.setAttribute("aria-label", `${found.benchmark.slice(0, 120)}: ${label}`);
    }
  };
  document.addEventListener("toggle", (event) => { if (event.target.tagName === "DETAILS") draw(event.target); }, true);
  for (const details of document.querySelectorAll("details[open]")) draw(details);
})();
