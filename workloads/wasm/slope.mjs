// How fast a series of points rises.
const median = (values) => {
  const sorted = values.slice().sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

// The median of the slopes between every two points, which a few points far off do not move (Theil 1950, Sen 1968).
// `points`: [x, y], two or more with different x.
export function slope(points) {
  const slopes = [];
  points.forEach(([x, y], i) => {
    for (const [x2, y2] of points.slice(i + 1)) if (x2 !== x) slopes.push((y2 - y) / (x2 - x));
  });
  return median(slopes);
}
