// The box to write in: Enter sends, Shift+Enter makes a new line, "/" offers the command with its hint.
// What is not sent yet stays with the conversation or thread that it was written for.

import { fill, h, icon, iconButton } from "./dom.js";
import { size } from "./elements.js";
import { toast } from "./layers.js";
import { world } from "./store.js";
import { ask, upload } from "./wire.js";

export class Composer {
  /** `list`: the messages that PageUp and PageDown scroll while somebody writes. */
  constructor(id, list) {
    this.list = list;
    this.drafts = new Map();
    this.draft = { text: "", files: [] };
    this.where = {};
    this.hint = h("div", { class: "command-hint", hidden: true, role: "status" });
    this.box = h("textarea", { id, class: "composer-box", rows: "1", autocomplete: "off" });
    this.added = h("ul", { class: "file-list" });
    this.picker = h("input", { type: "file", class: "file-box", multiple: true, tabindex: "-1", "aria-label": "Attach files" });
    this.sendButton = iconButton("send", "Send", () => void this.send(), { class: "icon-button send" });
    this.slash = h("button", { type: "button", class: "slash", title: "Use the command", on: { click: () => this.begin(`${world.app.command} `) } }, "/label");
    this.node = h("div", { class: "composer" }, this.hint, h("div", { class: "composer-frame" }, this.box, this.added,
      h("div", { class: "composer-row" }, iconButton("clip", "Attach a file", () => this.picker.click()), this.picker,
        this.slash,
        h("span", { class: "composer-gap" }), this.sendButton)));
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.picker.addEventListener("change", () => { void this.attach([...this.picker.files]); this.picker.value = ""; });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => { event.preventDefault(); void this.attach([...event.dataTransfer.files]); });
  }

  /** Write to this place from now on. */
  aim(where, label) {
    this.where = where;
    this.draft.text = this.box.value;
    const key = `${where.channel}/${where.thread || ""}`;
    if (!this.drafts.has(key)) this.drafts.set(key, { text: "", files: [] });
    this.draft = this.drafts.get(key);
    this.box.value = this.draft.text;
    this.slash.hidden = Boolean(where.thread);
    this.box.placeholder = label;
    this.box.setAttribute("aria-label", label);
    this.draw();
  }

  /** Let somebody at a keyboard write at once; a keyboard on the screen would only cover what is to be read. */
  ready() {
    const at = document.activeElement;
    const came = at === document.body || at.closest("#rooms, .message"); // by a link; whoever is elsewhere stays there
    if (came && matchMedia("(hover: hover)").matches) this.box.focus();
  }

  begin(text) {
    this.box.value = text;
    this.changed();
    this.box.focus();
  }

  changed() {
    const text = this.box.value;
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    this.sendButton.disabled = !text.trim() && !this.draft.files.length;
    const command = world.app.command || "";
    const asked = text.startsWith("/") && (command.startsWith(text.split(/\s/)[0]) || text.startsWith(`${command} `));
    this.hint.hidden = !asked;
    if (!asked) return;
    const first = h("button", { type: "button", class: "command-row", on: { click: () => this.begin(text.startsWith(`${command} `) ? text : `${command} `) } },
      h("span", { class: "command-name" }, command), h("span", { class: "command-usage" }, world.app.hint));
    fill(this.hint, first, h("div", { class: "command-about" }, this.where.thread ? "Slack knows no commands in threads: use the message's menu instead." : world.app.description));
  }

  key(event) {
    if (event.key === "Tab" && !this.hint.hidden && !this.box.value.includes(" ") && !event.shiftKey) {
      event.preventDefault();
      this.begin(`${world.app.command} `);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.send();
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.list.page(event.key === "PageUp" ? -1 : 1);
    }
  }

  async attach(given) {
    const draft = this.draft;
    for (const file of given) {
      const answer = await upload(world.me, file);
      if (answer.refused) toast(answer.refused, { kind: "refused" });
      else draft.files.push(answer.file);
    }
    this.draw();
    this.box.focus();
  }

  draw() {
    fill(this.added, this.draft.files.map((file) => h("li", {}, icon("file"), h("span", { class: "file-name" }, file.name), h("span", { class: "file-size" }, size(file.size)),
      h("button", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => { this.draft.files = this.draft.files.filter((one) => one !== file); this.draw(); } } }, icon("close", 12)))));
    this.changed();
  }

  async send() {
    const text = this.box.value;
    const draft = this.draft;
    if (!text.trim() && !draft.files.length) return;
    const files = draft.files;
    this.box.value = draft.text = "";
    draft.files = [];
    this.draw();
    this.list.follow();
    const answer = await ask("say", { ...this.where, text, files: files.map((file) => file.id) });
    if (!answer.refused) return;
    toast(answer.refused, { kind: "refused" });
    if (draft !== this.draft) draft.text ||= text;
    else if (!this.box.value) this.begin(text);
  }
}
