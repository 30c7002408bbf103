// What lies on top of the page: menus, questions, and short notes at the edge.

import { h, icon, newId } from "./dom.js";

/** Put a popover beside its anchor, within the window. */
export function beside(anchor, layer, { width = null, end = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (width) layer.style.width = `${width}px`;
  const own = layer.getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  const up = below < own.height + 12 && box.top > below;
  const left = end ? box.right - own.width : box.left;
  layer.style.left = `${Math.max(8, Math.min(left, window.innerWidth - own.width - 8))}px`;
  layer.style.top = `${Math.max(8, up ? box.top - own.height - 4 : box.bottom + 4)}px`;
}

/** Open a menu of `{ name, about, danger, act, href }` beside a button; arrow keys move, Escape closes. */
export function menu(anchor, items, label = "Menu") {
  const layer = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  const close = () => layer.hidePopover();
  for (const item of items) {
    const content = [h("span", { class: "menu-name" }, item.name), item.about ? h("span", { class: "menu-about" }, item.about) : null];
    const props = { role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item" };
    layer.append(item.href
      ? h("a", { ...props, href: item.href, target: item.target, rel: "noopener noreferrer", on: { click: close } }, content)
      : h("button", { ...props, type: "button", on: { click: () => { close(); item.act(); } } }, content));
  }
  const entries = [...layer.children];
  layer.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = entries.indexOf(document.activeElement);
    entries[(at + step + entries.length) % entries.length].focus();
  });
  layer.addEventListener("toggle", (event) => {
    anchor.setAttribute("aria-expanded", event.newState === "open");
    if (event.newState === "closed") {
      const inside = layer.contains(document.activeElement);
      layer.remove();
      if (inside) anchor.focus();
    }
  });
  (anchor.closest("dialog") || document.body).append(layer);
  layer.showPopover();
  beside(anchor, layer, { end: true });
  entries[0]?.focus();
}

/** Ask before something is done; resolves with true or false. */
export function question({ title, text, yes, no, danger = false, nodes = null }) {
  return new Promise((resolve) => {
    const name = newId("title");
    const dialog = h("dialog", { class: "question", "aria-labelledby": name });
    const end = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    dialog.append(
      h("h2", { id: name }, title),
      h("div", { class: "question-text" }, nodes || text),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", on: { click: () => end(false) } }, no),
        h("button", { type: "button", class: danger ? "button danger filled" : "button primary", on: { click: () => end(true) } }, yes)));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("button:last-child").focus();
  });
}

const shown = new Map();

/** A short note at the edge. The same text again is counted instead of repeated. */
export function toast(text, { kind = "info", seconds = 7 } = {}) {
  const host = document.getElementById("toasts");
  const known = shown.get(text);
  if (known) {
    known.count.textContent = `× ${known.times += 1}`;
    return;
  }
  const count = h("span", { class: "toast-count" });
  const node = h("div", { class: `toast ${kind}` }, kind === "refused" ? icon("warn") : null, h("span", {}, text), count,
    h("button", { type: "button", class: "toast-close", "aria-label": "Dismiss", on: { click: () => gone() } }, icon("close", 12)));
  const gone = () => { node.remove(); shown.delete(text); };
  shown.set(text, { count, times: 1 });
  host.append(node);
  while (host.children.length > 3) {
    host.firstChild.remove();
    shown.delete(shown.keys().next().value);
  }
  setTimeout(gone, seconds * 1000);
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`, { seconds: 3 });
  } catch {
    toast("The browser does not allow copying here.");
  }
}
