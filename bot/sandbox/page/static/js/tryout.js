// Try blocks: paste somebody's Block Kit JSON and see it drawn, or refused with the reasons.

import { attachment, draw } from "./blocks.js";
import { avatar } from "./messages.js";
import { fill, h, iconButton, newId } from "./dom.js";
import { toast } from "./layers.js";
import { frame } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { world } from "./store.js";
import { ask } from "./wire.js";

const EXAMPLES = {
  "A message with buttons": {
    blocks: [
      { type: "header", text: { type: "plain_text", text: "Tuesday's parcels" } },
      { type: "section", text: { type: "mrkdwn", text: "*340* of 352 orders have their label :white_check_mark:\n12 wait for somebody. <https://example.com|Open the list>" }, accessory: { type: "overflow", options: [{ text: { type: "plain_text", text: "Show all" }, value: "all" }, { text: { type: "plain_text", text: "Hide" }, value: "hide" }] } },
      { type: "context", elements: [{ type: "mrkdwn", text: `Last look <!date^${Math.floor(Date.now() / 1000) - 3600}^{date_short_pretty} at {time}|some time ago>` }] },
      { type: "actions", elements: [{ type: "button", style: "primary", text: { type: "plain_text", text: "Retry 12" }, value: "12" }, { type: "button", style: "danger", text: { type: "plain_text", text: "Cancel" }, confirm: { title: { type: "plain_text", text: "Cancel 340 labels?" }, text: { type: "plain_text", text: "What is on its way stays on its way." }, confirm: { type: "plain_text", text: "Cancel labels" }, deny: { type: "plain_text", text: "Keep" }, style: "danger" } }] },
    ],
  },
  "A modal with inputs": {
    type: "modal", title: { type: "plain_text", text: "New parcel" }, submit: { type: "plain_text", text: "Save" },
    blocks: [
      { type: "alert", level: "info", text: { type: "plain_text", text: "Nothing is bought before you have seen the plan." } },
      { type: "input", label: { type: "plain_text", text: "Weight in kilograms" }, element: { type: "number_input", is_decimal_allowed: true } },
      { type: "input", label: { type: "plain_text", text: "Carrier" }, element: { type: "static_select", options: ["PostNL", "DHL", "DPD"].map((name) => ({ text: { type: "plain_text", text: name }, value: name })) } },
      { type: "input", optional: true, label: { type: "plain_text", text: "Extras" }, element: { type: "checkboxes", options: ["Signature", "Insurance"].map((name) => ({ text: { type: "mrkdwn", text: `*${name}*` }, value: name })) } },
    ],
  },
  "Something that Slack refuses": {
    blocks: [{ type: "alert", text: { type: "plain_text", text: "An alert stands in modals only." } }, { type: "section", colour: "red" }],
  },
};

export function tryBlocks() {
  const title = newId("try");
  const problems = h("ul", { class: "try-problems", role: "alert" });
  const stage = h("div", { class: "try-stage" });
  const box = h("textarea", { class: "text-box try-box", spellcheck: "false", "aria-label": "Block Kit JSON", placeholder: "Paste a message with blocks, a list of blocks, or a modal view" });
  const choose = h("select", { class: "text-box", "aria-label": "Examples" }, h("option", { value: "" }, "Examples…"), Object.keys(EXAMPLES).map((name) => h("option", { value: name }, name)));
  const end = () => { dialog.close(); dialog.remove(); };
  const dialog = h("dialog", { class: "try", "aria-labelledby": title },
    h("header", { class: "modal-head" }, h("h2", { id: title }, "Try blocks"), choose, iconButton("close", "Close", end, { class: "icon-button shut" })),
    h("div", { class: "try-body" }, h("div", { class: "try-left" }, box, h("p", { class: "part-about" }, "It is checked as strictly as a message of the bot's. Nothing is sent; what is pressed here reaches nobody.")), h("div", { class: "try-right" }, problems, stage)));
  let timer = null;
  const look = async () => {
    const asked = box.value;
    const answer = asked.trim() ? await ask("try", { json: asked }) : null;
    if (asked !== box.value) return;
    stage.setAttribute("aria-busy", "false");
    if (answer) show(answer);
    else { fill(problems); fill(stage, h("p", { class: "try-empty" }, "What you paste is drawn here.")); }
  };
  const show = (answer) => {
    const wrong = answer.problems || (answer.refused ? [answer.refused] : []);
    fill(problems, wrong.length ? h("li", { class: "try-verdict" }, "Slack would refuse this:") : null, wrong.map((text) => h("li", {}, text)));
    if (!answer.blocks) { fill(stage); return; }
    const ctx = playContext(answer.values || {});
    const refused = wrong.length ? h("p", { class: "try-refused" }, "So nobody would see it. This much of it can be drawn:") : null;
    if (answer.view?.type === "modal") {
      const nothing = () => toast("Nothing is sent from here.", { seconds: 3 });
      const { nodes } = frame({ body: answer.view }, ctx, { onback: nothing, onclose: nothing, onsubmit: nothing });
      fill(stage, refused, h("div", { class: "modal still" }, nodes));
    } else if (answer.view) fill(stage, refused, h("div", { class: "home-body" }, draw(answer.blocks, ctx)));
    else fill(stage, refused, h("div", { class: "message" }, avatar("U0LABELBOT"), h("div", { class: "content" }, h("div", { class: "by" }, h("strong", { class: "name" }, "label-bot"), h("span", { class: "badge" }, "APP")), h("div", { class: "body" }, answer.blocks.length ? draw(answer.blocks, ctx) : mrkdwn(answer.text), answer.attachments.map((one) => attachment(one, ctx))))));
  };
  box.addEventListener("input", () => { clearTimeout(timer); stage.setAttribute("aria-busy", "true"); timer = setTimeout(() => void look(), 120); });
  choose.addEventListener("change", () => { if (choose.value) { box.value = JSON.stringify(EXAMPLES[choose.value], null, 2); void look(); } });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(); });
  document.body.append(dialog);
  dialog.showModal();
  void look();
  box.focus();
}

/** Elements that work, and tell nobody. */
function playContext(values) {
  const told = () => { toast("Nothing is sent from here.", { seconds: 3 }); return Promise.resolve({}); };
  return {
    where: newId("try"), fields: new Map(), submit: null,
    state: (blockId, actionId) => values[blockId]?.[actionId],
    local: () => undefined,
    act: told, change: () => {},
    search: (_block, el, typed) => Promise.resolve({ options: offered(el, typed) }),
    upload: (_block, _el, file) => Promise.resolve({ files: [{ id: newId("file"), name: file.name, size: file.size }] }),
  };
}

function offered(el, typed) {
  const option = (value, text) => ({ value, text: { type: "plain_text", text } });
  const all = el.type.includes("users") ? [...world.people.values()].map((one) => option(one.id, one.name)) : el.type.includes("external") ? [] : [...world.rooms.values()].map((one) => option(one.id, `#${one.name}`));
  return all.filter((one) => one.text.text.toLowerCase().includes(typed.toLowerCase()));
}
