// A select with search: one list for options that are there, that an app answers with, for people and for channels.

import { fill, h, icon, newId } from "./dom.js";
import { beside } from "./layers.js";
import { plain } from "./mrkdwn.js";

const WAIT = 180;

/**
 * `offered`: groups `{ label, options }` that are there, or null when `search(typed)` brings them.
 * `chosen`: options chosen so far. `changed(options)` is called with what is chosen afterwards.
 */
export function picker({ name, placeholder, offered, search, chosen = [], several = false, most = Infinity, clearable = true, changed, describedBy, key }) {
  const listId = newId("list");
  let picked = [...chosen];
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer = null;

  const chips = h("span", { class: "chips" });
  const box = h("input", {
    class: "picker-box", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": name, "aria-expanded": "false",
    "aria-controls": listId, "aria-autocomplete": "list", "aria-describedby": describedBy, placeholder, data: { key },
  });
  const clear = h("button", { type: "button", class: "picker-clear", "aria-label": `Clear ${name}`, on: { click: () => { set([]); box.focus(); } } }, icon("close", 12));
  const list = h("div", { class: "picker-list", id: listId, role: "listbox", "aria-label": name, "aria-multiselectable": several || null, popover: "manual" });
  const node = h("div", { class: several ? "picker several" : "picker" }, chips, box, clear, h("span", { class: "picker-arrow" }, icon("chevron")), list);

  const open = () => list.matches(":popover-open");
  const draw = () => {
    fill(chips, several ? picked.map((option) => h("span", { class: "chip" }, plain(option.text),
      h("button", { type: "button", "aria-label": `Remove ${plain(option.text)}`, on: { click: () => set(picked.filter((one) => one !== option)) } }, icon("close", 10)))) : null);
    if (!several && !open()) box.value = picked.length ? plain(picked[0].text) : "";
    clear.hidden = several || !clearable || !picked.length;
    box.placeholder = several && picked.length ? "" : placeholder || "";
  };
  const set = (options) => { picked = options; draw(); changed(picked); };

  const choose = (option) => {
    const at = picked.findIndex((one) => one.value === option.value);
    if (!several) { hide(); set([option]); box.value = plain(option.text); box.select(); return; }
    if (at >= 0) set(picked.filter((_one, i) => i !== at));
    else if (picked.length < most) set([...picked, option]);
    box.value = "";
    void show("");
  };

  const mark = (at) => {
    active = at;
    [...list.querySelectorAll("[role=option]")].forEach((entry, i) => entry.classList.toggle("active", i === at));
    const entry = list.querySelectorAll("[role=option]")[at];
    if (entry) { box.setAttribute("aria-activedescendant", entry.id); entry.scrollIntoView({ block: "nearest" }); }
    else box.removeAttribute("aria-activedescendant");
  };

  const put = (groups, note) => {
    shown = groups.flatMap((group) => group.options);
    const full = several && picked.length >= most ? `No more than ${most} can be chosen.` : null;
    fill(list, full ? h("div", { class: "picker-note", role: "status" }, full) : null, note ? h("div", { class: "picker-note", role: "status" }, note) : null, groups.map((group) => [
      group.label ? h("div", { class: "picker-group", role: "presentation" }, plain(group.label)) : null,
      group.options.map((option) => {
        const on = picked.some((one) => one.value === option.value);
        return h("div", { class: "picker-option", role: "option", id: newId("option"), "aria-selected": String(on), "aria-disabled": several && !on && picked.length >= most ? "true" : null, on: { mousedown: (event) => { event.preventDefault(); choose(option); } } },
          h("span", {}, h("span", {}, plain(option.text)), option.description ? h("span", { class: "picker-about" }, plain(option.description)) : null),
          on ? icon("check", 14) : null);
      }),
    ]));
    if (open()) beside(node, list, { width: node.getBoundingClientRect().width });
    const on = shown.findIndex((option) => picked.some((one) => one.value === option.value));
    mark(several ? (shown.length ? 0 : -1) : Math.max(on, shown.length ? 0 : -1));
  };

  const show = async (typed) => {
    if (!open()) {
      node.scrollIntoView({ block: "nearest" });
      list.showPopover();
      box.setAttribute("aria-expanded", "true");
      beside(node, list, { width: node.getBoundingClientRect().width });
    }
    if (offered) {
      const wanted = typed.trim().toLowerCase();
      const groups = offered.map((group) => ({ ...group, options: group.options.filter((option) => plain(option.text).toLowerCase().includes(wanted)) })).filter((group) => group.options.length);
      put(groups, groups.length ? null : "No results");
      return;
    }
    asked += 1;
    const mine = asked;
    if (!shown.length) put([], "Loading…");
    const answer = await search(typed);
    if (mine !== asked || !open()) return;
    const options = answer.options || [];
    const note = answer.refused || (answer.unanswered && "The app did not answer.") || (answer.short && `Type at least ${answer.short} character${answer.short > 1 ? "s" : ""}`) || (options.length ? null : "No results");
    put([{ options }], note);
  };

  const hide = () => {
    clearTimeout(timer); // what was typed last must not open it again
    if (open()) list.hidePopover();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    shown = [];
    draw();
  };

  box.addEventListener("focus", () => box.select());
  box.addEventListener("click", () => { if (!open()) void show(""); });
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => void show(box.value), offered ? 0 : WAIT); });
  box.addEventListener("blur", () => { clearTimeout(timer); hide(); if (several) box.value = ""; });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open()) void show("");
      else if (shown.length) mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open() && shown[active]) choose(shown[active]);
      else if (!open()) void show("");
    } else if (event.key === "Escape" && open()) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === "Backspace" && several && !box.value && picked.length) set(picked.slice(0, -1));
  });
  draw();
  return { node, box, read: () => (several ? picked.map((option) => option.value) : picked[0]?.value ?? null), set: (options) => { picked = options; draw(); }, chosen: () => picked };
}
