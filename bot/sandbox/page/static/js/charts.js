// The charts of data_visualization blocks; the numbers always stand beside them as text.

import { h } from "./dom.js";

export function chart(block) {
  const given = block.chart;
  const series = given.segments ? [{ name: "", data: given.segments }] : given.series;
  const draw = { pie, line: lines, area: lines }[given.type] || bars;
  const axes = given.axis_config ? [given.axis_config.x_label, given.axis_config.y_label].filter(Boolean).join(" / ") : "";
  return h("figure", { class: "chart" }, h("figcaption", {}, h("strong", {}, block.title), axes ? h("span", { class: "subtle" }, ` ${axes}`) : null), draw(series, given));
}

/** One row for each value. */
function bars(series) {
  const most = Math.max(...series.flatMap((one) => one.data.map((point) => Math.abs(point.value))), 1);
  return series.map((one, i) => [
    one.name ? h("div", { class: "chart-name" }, one.name) : null,
    one.data.map((point) => h("div", { class: "chart-row" }, h("span", { class: "chart-label" }, point.label),
      h("span", { class: `chart-bar hue-${i % 6}`, style: { width: `${Math.max(2, (Math.abs(point.value) / most) * 60)}%` } }), h("span", { class: "chart-value" }, String(point.value)))),
  ]);
}

function pie(series) {
  const points = series[0].data;
  const sum = points.reduce((all, point) => all + Math.abs(point.value), 0) || 1;
  let at = 0;
  const slices = points.map((point, i) => {
    const from = at;
    at += Math.abs(point.value) / sum;
    return path(`M0 0L${on(from)}A1 1 0 ${at - from > 0.5 ? 1 : 0} 1 ${on(at)}Z`, `slice hue-${i % 6}`);
  });
  return h("div", { class: "pie" }, drawing("-1 -1 2 2", "pie-drawing", slices), h("ul", {}, points.map((point, i) => h("li", {}, h("span", { class: `swatch hue-${i % 6}` }), `${point.label}: ${point.value}`))));
}

/** A place on the circle, a part of its length from the top. */
function on(part) {
  // A whole circle ends where it begins, and would not be drawn.
  const angle = Math.min(part, 0.9999) * 2 * Math.PI;
  return `${Math.sin(angle).toFixed(4)} ${(-Math.cos(angle)).toFixed(4)}`;
}

function lines(series, given) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1)];
  const x = (i, many) => (many > 1 ? (i / (many - 1)) * 100 : 50);
  const y = (value) => 50 - ((value - low) / (high - low)) * 48;
  const drawn = series.flatMap((one, i) => {
    const points = one.data.map((point, at) => `${x(at, one.data.length).toFixed(2)} ${y(point.value).toFixed(2)}`);
    const under = given.type === "area" ? [path(`M0 ${y(low)}L${points.join("L")}L100 ${y(low)}Z`, `area hue-${i % 6}`)] : [];
    return [...under, path(`M${points.join("L")}`, `line hue-${i % 6}`)];
  });
  return [drawing("0 0 100 50", "lines", drawn), series.map((one, i) => h("div", { class: "chart-name" }, h("span", { class: `swatch hue-${i % 6}` }), `${one.name}: `,
    h("span", { class: "subtle" }, one.data.map((point) => `${point.label} ${point.value}`).join(", "))))];
}

const SVG = "http://www.w3.org/2000/svg";

function path(shape, look) {
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("d", shape);
  node.setAttribute("class", look);
  return node;
}

/** A drawing whose numbers stand beside it as text. */
function drawing(box, look, paths) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", box);
  node.setAttribute("class", look);
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("preserveAspectRatio", look === "lines" ? "none" : "xMidYMid");
  node.append(...paths);
  return node;
}
