"use client";

import { useEffect, useState } from "react";

const WIDTH = 640;
const HEIGHT = 160;

/** An SVG path through the values; a missing one opens a gap. */
function path(values, low, high) {
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const x = (index / (values.length - 1)) * WIDTH;
      const y = HEIGHT - ((value - low) / (high - low || 1)) * HEIGHT;
      const step = `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** Utilities against the market and the 50-day average of that, by way of our own server. */
export default function Chart() {
  const [series, setSeries] = useState(null);

  useEffect(() => {
    fetch("/api/ratio")
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(setSeries)
      .catch(() => setSeries(null));
  }, []);

  if (!series) return <p>No chart: the analysis service did not answer.</p>;
  const known = [...series.ratio, ...series.average].filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Utilities against the market">
      <path d={path(series.ratio, low, high)} fill="none" stroke="#2563eb" />
      <path d={path(series.average, low, high)} fill="none" stroke="#f59e0b" />
    </svg>
  );
}
