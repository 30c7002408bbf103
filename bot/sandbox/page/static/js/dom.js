// Elements from plain calls. Text is always set as text: nothing that somebody wrote is ever read as HTML.

/** Make an element. `props`: `class`, `on` (listeners), `data`, `style`, ARIA and other attributes; null leaves out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "style") Object.assign(node.style, value);
    else if (name === "value") node.value = value;
    else if (name === "checked") node.checked = Boolean(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

const FOCUSABLE = "button, a[href], input, textarea, select, summary, [tabindex]";
const pressed = new Map();

/** Call `draw` as soon as nobody presses anything in `node`: a click on what is replaced meanwhile would be lost. */
export function unpressed(node, draw) {
  if (node.matches(":active")) { pressed.set(node, draw); return; }
  pressed.delete(node);
  draw();
}

/** Draw what stands in `node` again; the focus stays on the element with the same `data-key`, otherwise in its place. */
export function redraw(node, draw) {
  unpressed(node, () => keepingFocus(node, draw));
}

function keepingFocus(node, draw) {
  const focused = node.contains(document.activeElement) && node !== document.activeElement ? document.activeElement : null;
  const at = focused ? [...node.querySelectorAll(FOCUSABLE)].indexOf(focused) : -1;
  draw();
  if (!focused || focused.isConnected) return;
  const same = focused.dataset.key && node.querySelector(`[data-key="${CSS.escape(focused.dataset.key)}"]`);
  const entries = node.querySelectorAll(FOCUSABLE);
  (same || entries[Math.min(at, entries.length - 1)])?.focus({ preventScroll: true });
}

for (const end of ["pointerup", "pointercancel", "dragend", "keyup", "blur"]) {
  // After the click that belongs to it.
  addEventListener(end, () => setTimeout(() => { for (const [node, draw] of [...pressed]) unpressed(node, draw); }), { capture: true });
}

let last = 0;
/** A fresh id for labels and descriptions. */
export function newId(prefix = "id") {
  last += 1;
  return `${prefix}-${last}`;
}

const ICONS = {
  hash: "M6 2 4.5 14M11.5 2 10 14M2.5 5.5h11M2 10.5h11",
  lock: "M4 7V5a4 4 0 0 1 8 0v2M3 7h10v7H3z",
  shared: "M5.5 8a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5zM10.5 13a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5zM7.5 7l2 2",
  back: "M10 3 5 8l5 5",
  close: "m4 4 8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  reply: "M3 3h10v8H7l-4 3z",
  send: "M2 8 14 3l-4 11-2.5-4.5z",
  clip: "M12 7 7.5 11.5a2.1 2.1 0 0 1-3-3L9.500 3.500a3 3 0 0 1 4 4.500L8 13.500",
  chevron: "m4 6 4 4 4-4",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  info: "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11zM8 7.500v3M8 5.300h.01",
  check: "m3 8.500 3.500 3.500L13 4.500",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  blocks: "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
  scenes: "M2 3h12v10H2zM10 3v10",
  calendar: "M2.500 4h11v10h-11zM2.500 7h11M5.500 2v3M10.500 2v3",
  warn: "M8 2 15 14H1zM8 6.500v3.500M8 12h.01",
  link: "M6.500 9.500l3-3M7 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11 8.500M9 11.500 7.500 13a2.800 2.800 0 0 1-4-4L5 7.500",
  phone: "M3.500 2.500h2.500l1 3-1.500 1.200a8 8 0 0 0 3.800 3.800L10.500 9l3 1v2.500a1 1 0 0 1-1.200 1A11 11 0 0 1 2.500 3.700a1 1 0 0 1 1-1.200z",
  trash: "M3 4.500h10M6 4.500V3h4v1.500M4.500 4.500l.5 9h6l.5-9",
  box: "M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6",
};

/** A small line drawing; decoration only, so it has no name of its own. */
export function icon(name, size = 16) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name] || "");
  svg.append(path);
  return svg;
}

/** A button with an icon and a name that only screen readers and the tooltip give. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: onclick }, ...props }, icon(name));
}
