// What the charts share: base units for people, and the page's colours.
"use strict";
const page = (() => {
  const scales = {
    s: [[1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]],
    B: [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [1024, "KiB"], [1, "B"]],
    "1/s": [[1e9, "G/s"], [1e6, "M/s"], [1e3, "k/s"], [1, "/s"]],
  };
  const scaleOf = (value, row) => {
    if (row.kind === "share") return [0.01, "%"];
    const known = scales[row.unit];
    if (!known) return [1, row.unit === "1" ? "" : row.unit];
    return known.find(([step]) => Math.abs(value) >= step) || known[known.length - 1];
  };
  const human = (value, row) => {
    const [step, word] = scaleOf(value, row);
    return `${Number((value / step).toPrecision(4))} ${word}`.trim();
  };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = () => ({stroke: colour("--muted"), grid: {stroke: colour("--line"), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"});
  return {scaleOf, human, colour, axis};
})();
