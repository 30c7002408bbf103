// Messages and the list they stand in. A change redraws the one message that it is about.

import { attachment, draw } from "./blocks.js";
import { contextOf } from "./context.js";
import * as dates from "./dates.js";
import { fill, h, icon, iconButton, redraw, unpressed } from "./dom.js";
import { size } from "./elements.js";
import { emoji } from "./emoji.js";
import { menu, question, toast } from "./layers.js";
import { mrkdwn, unescape, withBreaks } from "./mrkdwn.js";
import { before, myself, person, place, world } from "./store.js";
import { ask } from "./wire.js";

const JOINED_SECONDS = 300;
const NEAR_END = 120;

export function avatar(user, small = false) {
  const who = person(user);
  const hue = [...user].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 6;
  const letters = who.name.split(/[\s-]+/).map((word) => word.charAt(0)).join("").slice(0, 2).toUpperCase();
  return h("span", { class: `avatar${small ? " small" : ""}${who.bot ? " bot" : ""} hue-${hue}`, "aria-hidden": "true" }, who.bot && user !== "USLACKBOT" ? icon("box", small ? 11 : 20) : letters);
}

function badges(user) {
  const who = person(user);
  return [who.bot && user !== "USLACKBOT" ? h("span", { class: "badge" }, "APP") : null, who.guest ? h("span", { class: "badge" }, "Guest") : null,
    who.stranger ? h("span", { class: "badge outside" }, "Other company") : null];
}

function files(message) {
  if (!message.files.length) return null;
  return h("div", { class: "files" }, message.files.map((file) => h("a", {
    class: "file-card", title: file.title || file.name, href: `/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}?as=${world.me}`, target: "_blank", rel: "noopener",
  }, h("span", { class: `file-kind ${file.name.split(".").pop().toLowerCase()}` }, file.name.split(".").pop().slice(0, 4).toUpperCase()),
  h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.title || file.name), h("span", { class: "file-size" }, size(file.size))))));
}

function body(message, where) {
  if (message.deleted) return h("div", { class: "body gone" }, "This message was deleted.");
  const ctx = contextOf({ channel: message.channel, ts: message.ts }, message.values, { where: `${where}/${message.ts}` });
  const drawn = message.blocks.length ? draw(message.blocks, ctx) : message.text ? [h("div", { class: "text" }, message.formatted ? mrkdwn(message.text) : withBreaks(unescape(message.text)))] : [];
  return h("div", { class: "body" }, drawn, message.attachments.map((given) => attachment(given, ctx)),
    message.edited ? h("span", { class: "edited" }, "(edited)") : null);
}

function reactions(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map(([name, user]) => h("span", { class: "reaction", title: `${person(user).name} reacted with :${name}:` }, emoji(name) || `:${name}:`, " 1")));
}

function footer(message) {
  const { count, people, latest } = message.replies;
  return h("a", { class: "replies", href: `#/${message.channel}/${message.ts}` }, people.map((user) => avatar(user, true)),
    h("span", { class: "replies-count" }, `${count} ${count === 1 ? "reply" : "replies"}`), h("span", { class: "replies-last" }, `Last reply at ${dates.time(Number(latest))}`));
}

function tools(message, { inThread, dismiss }) {
  if (message.deleted) return null;
  const mine = message.user === world.me || myself().deletesAll;
  const open = (event) => menu(event.currentTarget, [
    ...(message.private ? [] : world.app.shortcuts.map((shortcut) => ({ name: shortcut.name, about: "label-bot", act: () => void use(shortcut, message) }))),
    ...(message.private ? [{ name: "Dismiss", act: dismiss }] : []),
    { name: "Copy text", act: () => void navigator.clipboard?.writeText(message.text) },
    ...(mine && !message.private ? [{ name: "Delete message", danger: true, act: () => void remove(message) }] : []),
  ], "Message actions");
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" },
    inThread || message.private ? null : iconButton("reply", "Reply in thread", () => { location.hash = `#/${message.channel}/${message.ts}`; }),
    iconButton("more", "More actions", open, { "aria-haspopup": "menu" }));
}

async function use(shortcut, message) {
  const answer = await ask("shortcut", { channel: message.channel, ts: message.ts, callback: shortcut.id });
  if (answer.refused || answer.unanswered) toast(answer.refused || `label-bot did not answer (${answer.unanswered}).`, { kind: "refused" });
}

async function remove(message) {
  if (!(await question({ title: "Delete message", text: "This cannot be undone. What label-bot does about it is worth watching.", yes: "Delete", no: "Keep", danger: true }))) return;
  const answer = await ask("delete", { channel: message.channel, ts: message.ts });
  if (answer.refused) toast(answer.refused, { kind: "refused" });
}

/** A list of messages, oldest first; it stays at its end while somebody reads there. */
export class MessageList {
  constructor(label, { inThread = false } = {}) {
    this.inThread = inThread;
    this.messages = [];
    this.waiting = [];
    this.nodes = new Map();
    this.list = h("ol", { class: "messages", role: "log", "aria-label": label, "aria-relevant": "additions" });
    this.start = h("div", { class: "start" });
    this.unseen = 0;
    this.jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.follow() } });
    this.node = h("div", { class: "scroll", tabindex: "-1" }, h("div", { class: "filler" }), this.start, this.list, h("div", { class: "jump-place" }, this.jump));
    this.dismissed = new Set();
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.stopAt(event.target.closest(".message")));
    // Blocks grow after they are drawn (fonts, folded parts); the end stays in sight all the same.
    this.atEnd = true;
    this.node.addEventListener("scroll", () => {
      // What came since the end was last in sight does not say that somebody scrolled away from it.
      const height = this.following ? this.height : this.node.scrollHeight;
      this.atEnd = height - this.node.scrollTop - this.node.clientHeight < NEAR_END;
      if (this.atEnd && this.unseen) this.tellUnseen(0);
    }, { passive: true });
    new ResizeObserver(() => this.stayAtEnd()).observe(this.list);
  }

  set(messages) {
    this.messages = [];
    this.waiting = [];
    this.nodes.clear();
    this.list.replaceChildren();
    this.atEnd = true;
    for (const message of messages) this.put(message);
    this.follow();
  }

  /** Show the end, and keep to it: what somebody asked for here is answered there. */
  follow() {
    this.atEnd = true;
    this.tellUnseen(0);
    this.toEnd();
  }

  /** Say how many messages came below what is being read; the button that says so goes there. */
  tellUnseen(count) {
    this.unseen = count;
    this.jump.hidden = !count;
    if (count) fill(this.jump, icon("chevron", 14), count === 1 ? "1 new message" : `${count} new messages`);
  }

  /** Tab reaches one message, the newest or the one somebody was at; the arrow keys go on from there. */
  stopAt(node) {
    if (node === this.stop) return;
    this.stop?.setAttribute("tabindex", "-1");
    this.stop = node;
    node?.setAttribute("tabindex", "0");
  }

  key(event) {
    if (event.target !== this.stop || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowUp: this.stop.previousElementSibling, ArrowDown: this.stop.nextElementSibling, Home: this.list.firstElementChild, End: this.list.lastElementChild }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    to?.focus();
  }

  /** Scroll by most of what is in sight, up (-1) or down (1), for somebody who is writing. */
  page(direction) {
    this.node.scrollBy({ top: direction * this.node.clientHeight * 0.9 });
  }

  toEnd() {
    this.height = this.node.scrollHeight;
    this.node.scrollTop = this.height;
  }

  /** Follow what is new, once a frame: the height of the list is dear to ask for. */
  stayAtEnd() {
    if (!this.atEnd || this.following) return;
    this.following = true;
    requestAnimationFrame(() => { this.following = false; if (this.atEnd) this.toEnd(); });
  }

  /** Put older messages before the others without moving what is being read. */
  prepend(messages) {
    const height = this.node.scrollHeight;
    const top = this.node.scrollTop;
    for (const message of messages) this.put(message);
    this.node.scrollTop = top + this.node.scrollHeight - height;
  }

  /** Put one message in, or draw it again where it stands; not while somebody presses something: it would move away. */
  add(message) {
    this.waiting.push(message);
    unpressed(this.node, () => { for (const one of this.waiting.splice(0)) this.put(one); });
  }

  put(message) {
    if (this.dismissed.has(message.ts)) return;
    if (message.deleted && !message.replies) { this.drop(message.ts); return; }
    const { known, at } = place(this.messages, message);
    const node = known ? this.nodes.get(message.ts) : h("li", { class: "message", id: this.idOf(message), tabindex: "-1", "aria-labelledby": `${this.idOf(message)}-said`, data: { ts: message.ts } });
    redraw(node, () => this.draw(node, message));
    if (!known) {
      this.nodes.set(message.ts, node);
      const next = this.messages[at + 1];
      this.list.insertBefore(node, next ? this.nodes.get(next.ts) : null);
      if (!next && !this.list.contains(document.activeElement)) this.stopAt(node);
      if (!next && !this.atEnd) this.tellUnseen(this.unseen + 1);
    }
    this.join(at);
    this.join(at + 1);
    this.stayAtEnd();
  }

  idOf(message) {
    return `${this.inThread ? "t" : "m"}-${message.ts}`;
  }

  drop(ts) {
    const at = this.messages.findIndex((message) => message.ts === ts);
    if (at < 0) return;
    this.messages.splice(at, 1);
    const node = this.nodes.get(ts);
    const beside = node.nextElementSibling || node.previousElementSibling;
    const focused = node.contains(document.activeElement);
    if (node === this.stop) this.stopAt(beside);
    node.remove();
    if (focused) beside?.focus();
    this.nodes.delete(ts);
    this.join(at);
  }

  draw(node, message) {
    const seconds = Number(message.ts);
    const dismiss = () => { this.dismissed.add(message.ts); this.drop(message.ts); };
    const footed = message.replies && !this.inThread;
    node.classList.toggle("private", message.private);
    fill(node, avatar(message.user), h("div", { class: "content", id: `${this.idOf(message)}-said` },
      message.private ? h("div", { class: "only-you" }, icon("lock", 12), "Only visible to you", h("button", { type: "button", class: "link", on: { click: dismiss } }, "Dismiss")) : null,
      h("div", { class: "by" }, h("strong", { class: "name" }, person(message.user).name), badges(message.user), h("time", { class: "time", datetime: new Date(seconds * 1000).toISOString(), title: dates.full(seconds) }, dates.time(seconds))),
      message.thread && !this.inThread ? h("a", { class: "from-thread", href: `#/${message.channel}/${message.thread}` }, "replied to a thread") : null,
      body(message, this.inThread ? "thread" : "room"), files(message), reactions(message), footed ? footer(message) : null), tools(message, { inThread: this.inThread, dismiss }));
  }

  /** Whether a message stands under the name of the one before it, or begins a new day. */
  join(at) {
    const message = this.messages[at];
    if (!message) return;
    const previous = this.messages[at - 1];
    const node = this.nodes.get(message.ts);
    const day = dates.dayName(Number(message.ts));
    const newDay = !previous || dates.dayName(Number(previous.ts)) !== day;
    const joined = !newDay && previous.user === message.user && !message.private && !previous.private && !previous.replies && Number(message.ts) - Number(previous.ts) < JOINED_SECONDS;
    node.classList.toggle("joined", joined);
    if (newDay && !this.inThread) node.dataset.day = day;
    else delete node.dataset.day;
  }

  oldest() {
    return this.messages.reduce((found, message) => (!found || before(message.ts, found) ? message.ts : found), null);
  }
}
