// Everything in blocks that can be pressed, picked or filled in.

import { momentOf, wallTime } from "./dates.js";
import { fill, h, icon, newId } from "./dom.js";
import { menu, question, toast } from "./layers.js";
import { plain, textNodes } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { person, roomName, world } from "./store.js";

const SAFE_LINK = /^(https?|mailto):/i;
const UNANSWERED = "label-bot did not answer. Slack would show a warning sign here.";

/** Whether an element is shown to whoever sits here. */
export function seen(element) {
  return !element.visible_to_user_ids?.length || element.visible_to_user_ids.includes(world.me);
}

/**
 * The node of an element. `field`: how it stands in an input block (`name`, `describedBy`), null elsewhere.
 * `ctx` says what is filled in, and takes what is done: `state`, `act`, `change`, `search`, `upload`, `fields`.
 */
export function element(block, el, ctx, field = null) {
  if (!seen(el)) return null;
  const maker = Object.hasOwn(MAKERS, el.type) && MAKERS[el.type];
  return maker ? maker(block, el, ctx, field) : h("span", { class: "not-drawn" }, el.type);
}

async function confirmed(el) {
  const asked = el.confirm;
  if (!asked) return true;
  return question({ title: plain(asked.title), nodes: textNodes(asked.text), yes: plain(asked.confirm), no: plain(asked.deny), danger: asked.style === "danger" });
}

/** Do what an element stands for: keep it when it stands in an input, tell the app otherwise. */
async function use(block, el, ctx, field, raw, node, undo = () => {}) {
  const quiet = field && !block.dispatch_action;
  if (quiet) { ctx.change(block, el, raw); return; }
  if (!(await confirmed(el))) { undo(); return; }
  node?.classList.add("waiting");
  const answer = await ctx.act(block, el, raw);
  node?.classList.remove("waiting");
  if (answer?.refused) toast(answer.refused, { kind: "refused" });
  if (answer?.unanswered) { toast(`${UNANSWERED} (${answer.unanswered})`, { kind: "refused" }); node?.classList.add("unanswered"); }
}

function known(ctx, block, el) {
  return ctx.state(block.block_id, el.action_id) || {};
}

function keep(ctx, block, el, read) {
  ctx.fields.set(`${block.block_id}/${el.action_id}`, { block, element: el, read });
}

function keyOf(block, el) {
  return `${block.block_id}/${el.action_id}`;
}

function button(block, el, ctx) {
  const style = el.style === "primary" ? "button primary" : el.style === "danger" ? "button danger" : "button";
  const props = { class: style, "aria-label": el.accessibility_label, data: { key: keyOf(block, el) } };
  const press = () => { if (!node.classList.contains("waiting")) void use(block, el, ctx, null, null, node); };
  const node = el.url && SAFE_LINK.test(el.url)
    ? h("a", { ...props, href: el.url, target: "_blank", rel: "noopener noreferrer", on: { click: press } }, plain(el.text))
    : h("button", { ...props, type: "button", on: { click: press } }, plain(el.text));
  return node;
}

function overflow(block, el, ctx) {
  const node = h("button", { type: "button", class: "button overflow", "aria-label": "More actions", "aria-haspopup": "menu", data: { key: keyOf(block, el) } }, icon("more"));
  node.addEventListener("click", () => menu(node, el.options.filter((option) => option).map((option) => ({
    name: plain(option.text), about: option.description ? plain(option.description) : null,
    act: () => {
      if (option.url && SAFE_LINK.test(option.url)) window.open(option.url, "_blank", "noopener");
      void use(block, el, ctx, null, option.value, node);
    },
  })), "More actions"));
  return node;
}

const DYNAMIC = /(external|users|conversations|channels)_select$/;

function named(el, value) {
  const text = el.type.includes("users") ? person(value).name : value.startsWith("D") ? "label-bot" : `#${roomName(value)}`;
  return { value, text: { type: "plain_text", text } };
}

function chosenOptions(el, state) {
  const found = state.selected_options || state.selected_option || state.selected_users || state.selected_user || state.selected_conversations
    || state.selected_conversation || state.selected_channels || state.selected_channel || [];
  return (Array.isArray(found) ? found : [found]).map((one) => (typeof one === "string" ? named(el, one) : one));
}

function select(block, el, ctx, field) {
  const several = el.type.startsWith("multi_");
  const dynamic = DYNAMIC.test(el.type);
  const before = ctx.local(keyOf(block, el));
  const chosen = before?.type === el.type ? before.chosen : chosenOptions(el, known(ctx, block, el));
  const label = field?.name || (el.placeholder ? plain(el.placeholder) : "Choose");
  const made = picker({
    name: label, placeholder: el.placeholder ? plain(el.placeholder) : "Choose an option", several, chosen, describedBy: field?.describedBy,
    most: el.max_selected_items || Infinity, clearable: Boolean(field && block.optional), key: keyOf(block, el),
    offered: dynamic ? null : el.option_groups || [{ options: el.options || [] }],
    search: (typed) => ctx.search(block, el, typed),
    changed: (options) => use(block, el, ctx, field, several ? options.map((one) => one.value) : options[0]?.value ?? null, made.node, () => made.set(chosen)),
  });
  if (field) keep(ctx, block, el, () => ({ raw: made.read(), chosen: made.chosen(), type: el.type }));
  return made.node;
}

function choices(kind) {
  return (block, el, ctx, field) => {
    const name = newId("choice");
    const before = ctx.local(keyOf(block, el));
    const state = known(ctx, block, el);
    const on = before?.type === el.type ? [before.raw].flat() : kind === "radio" ? [state.selected_option?.value] : (state.selected_options || []).map((option) => option.value);
    const boxes = el.options.map((option) => h("input", { type: kind, name, value: option.value, checked: on.includes(option.value) }));
    const read = () => {
      const values = boxes.filter((box) => box.checked).map((box) => box.value);
      return kind === "radio" ? values[0] ?? null : values;
    };
    const node = h(field ? "div" : "fieldset", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", "aria-label": field?.name, "aria-describedby": field?.describedBy },
      el.options.map((option, i) => h("label", { class: "choice" }, boxes[i],
        h("span", {}, h("span", {}, textNodes(option.text)), option.description ? h("span", { class: "choice-about" }, textNodes(option.description)) : null))));
    const start = read();
    const undo = () => boxes.forEach((box) => { box.checked = [start].flat().includes(box.value); });
    node.addEventListener("change", () => void use(block, el, ctx, field, read(), node, undo));
    if (field) keep(ctx, block, el, () => ({ raw: read(), type: el.type }));
    return node;
  };
}

function dated(type, key, toInput, fromInput) {
  return (block, el, ctx, field) => {
    const before = ctx.local(keyOf(block, el));
    const start = before?.type === el.type ? before.raw : known(ctx, block, el)[key];
    const box = h("input", { type, class: "text-box dated", value: toInput(start), "aria-label": field?.name || (el.placeholder ? plain(el.placeholder) : "Choose"), "aria-describedby": field?.describedBy, data: { key: keyOf(block, el) } });
    const read = () => fromInput(box.value);
    box.addEventListener("change", () => void use(block, el, ctx, field, read(), box));
    if (field) keep(ctx, block, el, () => ({ raw: read(), type: el.type }));
    return box;
  };
}

function typing(block, el, ctx, field) {
  const before = ctx.local(keyOf(block, el));
  const state = known(ctx, block, el);
  const start = before?.type === el.type ? before.raw : state.value ?? flat(state.rich_text_value) ?? "";
  const long = el.multiline || el.type === "rich_text_input";
  const longest = Math.min(Number(el.max_length || 3000), 3000);
  const mode = { number_input: el.is_decimal_allowed ? "decimal" : "numeric", email_text_input: "email", url_text_input: "url" }[el.type];
  const count = h("span", { class: "left", "aria-hidden": "true" });
  const box = h(long ? "textarea" : "input", {
    class: long ? "text-box long" : "text-box", rows: long ? el.min_lines || 5 : null, type: long ? null : "text", inputmode: mode, maxlength: longest, value: start ?? "", autocomplete: "off",
    spellcheck: "false", placeholder: el.placeholder ? plain(el.placeholder) : null, "aria-label": field?.name, "aria-describedby": field?.describedBy, data: { key: keyOf(block, el) },
  });
  const counted = () => {
    const left = longest - box.value.length;
    const tell = el.max_length ? left < Math.max(20, longest * 0.1) : left < 100;
    fill(count, tell ? (left ? `${left} left` : "Cut at the limit") : "");
  };
  const read = () => box.value || null;
  const on = el.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  const dispatches = () => block.dispatch_action && use(block, el, ctx, field, read(), box);
  let timer = null;
  box.addEventListener("input", () => {
    counted();
    clearTimeout(timer);
    timer = setTimeout(() => (block.dispatch_action && on.includes("on_character_entered") ? void dispatches() : ctx.change(block, el, read())), 300);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (long && !event.metaKey && !event.ctrlKey)) return;
    if (block.dispatch_action && on.includes("on_enter_pressed")) { event.preventDefault(); void dispatches(); }
    else if (ctx.submit) { event.preventDefault(); ctx.submit(); }
  });
  counted();
  keep(ctx, block, el, () => ({ raw: read(), type: el.type }));
  return h("div", { class: "typing" }, box, count);
}

function flat(rich) {
  return rich ? (rich.elements || []).map((part) => (part.elements || []).map((one) => one.text || (one.elements || []).map((inner) => inner.text || "").join("") + (part.type === "rich_text_list" ? "\n" : "")).join("").replace(/\n$/, "")).join("\n") : null;
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function fileInput(block, el, ctx, field) {
  const before = ctx.local(keyOf(block, el));
  let files = before?.type === el.type ? before.files : known(ctx, block, el).files || [];
  const note = h("div", { class: "file-note", role: "alert" });
  const list = h("ul", { class: "file-list" });
  const types = (el.filetypes || []).map((type) => `.${type}`).join(",");
  const most = el.max_files || 10;
  const box = h("input", { type: "file", class: "file-box", accept: types || null, multiple: most > 1, "aria-label": field?.name || "Add files", "aria-describedby": field?.describedBy, data: { key: keyOf(block, el) } });
  const drop = h("label", { class: "file-drop" }, icon("clip"), h("span", {}, most > 1 ? "Add files" : "Add a file"), h("span", { class: "file-types" }, el.filetypes ? el.filetypes.join(", ") : ""), box);
  const draw = () => {
    fill(list, files.map((file) => h("li", {}, icon("file"), h("span", { class: "file-name" }, file.name), h("span", { class: "file-size" }, size(file.size)),
      h("button", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => { files = files.filter((one) => one.id !== file.id); ctx.change(block, el, files.map((one) => one.id)); draw(); } } }, icon("close", 12)))));
    drop.hidden = files.length >= most;
  };
  const add = async (given) => {
    fill(note);
    for (const file of given) {
      const answer = await ctx.upload(block, el, file);
      if (answer.refused) fill(note, answer.refused);
      else files = answer.files;
      draw();
    }
  };
  box.addEventListener("change", () => { void add([...box.files]); box.value = ""; });
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); void add([...event.dataTransfer.files]); });
  keep(ctx, block, el, () => ({ raw: files.map((file) => file.id), files, type: el.type }));
  draw();
  return h("div", { class: "files-in" }, list, drop, note);
}

function feedback(block, el, ctx) {
  const one = (side, given) => {
    const node = h("button", { type: "button", class: "button", "aria-label": given.accessibility_label, on: { click: () => void use(block, el, ctx, null, side, node) } }, plain(given.text));
    return node;
  };
  return h("span", { class: "feedback" }, one("positive", el.positive_button), one("negative", el.negative_button));
}

function iconic(block, el, ctx) {
  const node = h("button", { type: "button", class: "button quiet", "aria-label": el.accessibility_label || plain(el.text), title: plain(el.text), on: { click: () => void use(block, el, ctx, null, null, node) } }, icon(el.icon === "trash" ? "trash" : "more"));
  return node;
}

const SELECTS = ["static", "external", "users", "conversations", "channels"].flatMap((kind) => [`${kind}_select`, `multi_${kind}_select`]);
const MAKERS = {
  button, overflow, workflow_button: button, feedback_buttons: feedback, icon_button: iconic, file_input: fileInput,
  radio_buttons: choices("radio"), checkboxes: choices("checkbox"),
  datepicker: dated("date", "selected_date", (value) => value || "", (value) => value || null),
  timepicker: dated("time", "selected_time", (value) => value || "", (value) => value || null),
  datetimepicker: dated("datetime-local", "selected_date_time", wallTime, momentOf),
  ...Object.fromEntries(SELECTS.map((kind) => [kind, select])),
  ...Object.fromEntries(["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"].map((kind) => [kind, typing])),
};

export { size };
