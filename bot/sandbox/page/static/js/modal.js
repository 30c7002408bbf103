// The modal: the view on top of its stack, with loading state, field errors and what stays typed over an update.
// It covers what is Slack and nothing else: what is behind the scenes is not Slack, and stays usable beside it.

import { draw } from "./blocks.js";
import { collected, contextOf, held } from "./context.js";
import { fill, h, icon, iconButton, newId, unpressed } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { toast } from "./layers.js";
import { ask } from "./wire.js";

const dialog = h("dialog", { class: "modal" });
const veil = h("div", { class: "veil", hidden: true }, dialog);
document.getElementById("panel").before(veil);
const covered = [document.querySelector(".skip"), ...["rooms", "room", "thread"].map((id) => document.getElementById(id))];
let current = null;
let opener = null;

// A press beside the window does nothing, as in Slack; it does not take the focus out of it either.
veil.addEventListener("mousedown", (event) => { if (event.target === veil) event.preventDefault(); });

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !current) return;
  if (document.querySelector("dialog:modal, .menu:popover-open")) return; // these lie on top, and Escape is theirs
  event.preventDefault();
  if (besides()) rest();
  else if (!current.busy) void close(false);
});

function open() {
  const from = document.activeElement;
  opener = { from, message: from.closest(".message")?.id };
  for (const node of covered) node.inert = true;
  veil.hidden = false;
  dialog.show();
}

function shut() {
  const elsewhere = besides();
  for (const node of covered) node.inert = false;
  dialog.close();
  veil.hidden = true;
  fill(dialog);
  if (!elsewhere) giveBack();
}

/** Whether somebody is busy with what lies beside the modal. */
function besides() {
  return Boolean(document.activeElement.closest("#panel, #top"));
}

/** The focus goes back to what opened the modal. The tools of a message are there only while its message has it. */
function giveBack() {
  document.getElementById(opener.message)?.focus();
  opener.from.focus();
  const lost = document.activeElement === document.body;
  if (lost) (document.getElementById("composer-thread") || document.getElementById("composer-room"))?.focus();
}

/** The frame of a view: used for the modal itself and for trying one out. */
export function frame(view, ctx, { depth = 0, onback, onclose, onsubmit, trouble }) {
  const body = view.body;
  const name = newId("modal");
  const submit = body.submit ? h("button", { type: "button", class: "button primary submit", disabled: Boolean(body.submit_disabled), on: { click: onsubmit } }, h("span", { class: "spinner", "aria-hidden": "true" }), plain(body.submit)) : null;
  const nodes = [
    h("header", { class: "modal-head" }, depth ? iconButton("back", "Back", onback) : h("span", { class: "app-mark large" }, icon("box", 16)), h("h2", { id: name }, plain(body.title)), iconButton("close", "Close", onclose, { class: "icon-button shut" })),
    trouble ? h("div", { class: "trouble", role: "alert" }, icon("warn"), trouble) : null,
    h("div", { class: "modal-body", tabindex: "-1" }, draw(body.blocks, ctx)),
    h("footer", { class: "modal-foot" }, h("button", { type: "button", class: "button", on: { click: onback } }, body.close ? plain(body.close) : submit ? "Cancel" : "Close"), submit),
  ];
  return { nodes, name };
}

/** Show the view that is on top now, or nothing. */
export function showModal(modal) {
  unpressed(dialog, () => put(modal));
}

function put(modal) {
  if (!modal) {
    current = null;
    if (dialog.open) shut();
    return;
  }
  if (current && current.id === modal.id && current.revision === modal.revision && current.depth === modal.depth) {
    if (modal.trouble !== current.trouble) tellTrouble(modal.trouble);
    return;
  }
  const same = current?.id === modal.id;
  const local = same ? held(current.ctx.fields) : new Map();
  const focus = same ? document.activeElement?.dataset?.key : null;
  const scroll = same ? dialog.querySelector(".modal-body")?.scrollTop : 0;
  const ctx = contextOf({ view: modal.id }, modal.values, { where: modal.id, local, submit: () => void submit() });
  const { nodes, name } = frame(modal, ctx, { depth: modal.depth, trouble: modal.trouble, onback: () => void close(false), onclose: () => void close(true), onsubmit: () => void submit() });
  current = { ...modal, ctx, busy: false };
  fill(dialog, nodes);
  dialog.setAttribute("aria-labelledby", name);
  dialog.classList.remove("busy");
  const stays = dialog.open && besides();
  if (!dialog.open) open();
  if (scroll) dialog.querySelector(".modal-body").scrollTop = scroll;
  if (!stays) rest(focus && dialog.querySelector(`[data-key="${CSS.escape(focus)}"]`), Boolean(scroll));
}

/** Put the focus where reading or filling in goes on, or begins. */
function rest(wanted = null, scrolled = false) {
  // Where nothing is to be filled in, the arrow keys scroll what is to be read.
  (wanted || first(current) || dialog.querySelector(".modal-body")).focus({ preventScroll: scrolled });
}

function first(modal) {
  const asked = modal.body.blocks.flatMap((block) => [block.element, ...(block.elements || [])].map((el) => [block, el])).find(([, el]) => el?.focus_on_load);
  if (asked) return dialog.querySelector(`[data-key="${CSS.escape(`${asked[0].block_id}/${asked[1].action_id}`)}"]`);
  return dialog.querySelector(".block-input input:not([type=file]), .block-input textarea");
}

async function submit() {
  if (!current || current.busy) return;
  const mine = current;
  clearErrors();
  busy(true);
  const answer = await ask("submit", { view: mine.id, values: collected(mine.ctx.fields) });
  if (current !== mine) return;
  busy(false);
  if (answer.refused) toast(answer.refused, { kind: "refused" });
  tellTrouble(answer.trouble);
  showErrors(answer.errors || {});
}

async function close(whole) {
  if (!current) return;
  const answer = await ask("close", { view: current.id, whole, values: collected(current.ctx.fields) });
  if (answer.refused) showModal(null);
}

function busy(on) {
  current.busy = on;
  dialog.classList.toggle("busy", on);
  dialog.setAttribute("aria-busy", on);
  dialog.querySelector(".modal-body").inert = on;
  for (const button of dialog.querySelectorAll(".modal-foot .button")) button.disabled = on || (button.classList.contains("submit") && Boolean(current.body.submit_disabled));
}

function tellTrouble(trouble) {
  current.trouble = trouble;
  dialog.querySelector(".trouble")?.remove();
  if (trouble) dialog.querySelector(".modal-body").before(h("div", { class: "trouble", role: "alert" }, icon("warn"), trouble));
}

function clearErrors() {
  for (const node of dialog.querySelectorAll(".error")) fill(node);
  for (const node of dialog.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
}

function showErrors(errors) {
  let firstWrong = null;
  for (const [blockId, text] of Object.entries(errors)) {
    const block = dialog.querySelector(`[data-block="${CSS.escape(blockId)}"]`);
    if (!block) continue;
    fill(block.querySelector(".error"), text);
    const control = block.querySelector("input, textarea");
    control?.setAttribute("aria-invalid", "true");
    firstWrong ||= control;
    block.scrollIntoView({ block: "nearest" });
  }
  firstWrong?.focus();
}
