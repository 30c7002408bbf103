// The middle: one conversation with its messages, or App Home, and the thread beside it.

import { draw } from "./blocks.js";
import { Composer } from "./composer.js";
import { contextOf, held } from "./context.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { MessageList } from "./messages.js";
import { toast } from "./layers.js";
import { loaded, world } from "./store.js";
import { drawRooms, news as unreadNews, sawRoom } from "./rooms.js";
import { ask } from "./wire.js";

const SUGGESTIONS = ["/label 1001 1002 1003", "/label 1004 1005 1006", "/label status 1010", "/label help"];

const list = new MessageList("Messages");
const replies = new MessageList("Replies", { inThread: true });
const composer = new Composer("composer-room", list);
const threadComposer = new Composer("composer-thread", replies);
let homeContext = null;
let loadingOlder = false;

export function show(pane) {
  document.getElementById("app").dataset.pane = pane;
}

/** Go where the address says: `#/ROOM`, `#/ROOM/THREAD`, `#/ROOM/home`. */
export async function follow() {
  const [, room, part] = location.hash.split("/");
  const known = world.rooms.has(room) ? room : [...world.rooms.values()].find((one) => one.kind !== "im")?.id;
  if (!known) return;
  const other = world.room !== known || list.of !== known;
  world.room = known;
  sawRoom(known);
  const home = part === "home";
  drawHead(home);
  if (other || home !== list.home) await openRoom(known, home);
  await openThread(known, part && part !== "home" ? part : null);
  drawRooms();
  document.title = `${world.rooms.get(known).kind === "im" ? "" : "#"}${world.rooms.get(known).name} – label-bot sandbox`;
  show(world.thread ? "thread" : location.hash ? "room" : "rooms");
}

function drawHead(home) {
  const room = world.rooms.get(world.room);
  const direct = room.kind === "im";
  const about = direct ? "App" : `${room.members} people${room.shared ? ", some of another company," : ""}${room.hasBot ? " and label-bot" : "; label-bot is not a member"}`;
  const tab = (name, address, on) => h("a", { "aria-current": on ? "page" : null, class: on ? "tab on" : "tab", href: address }, name);
  fill(head, iconButton("back", "Back to conversations", () => show("rooms"), { class: "icon-button back" }),
    h("div", { class: "head-words" }, h("h1", {}, direct ? h("span", { class: "app-mark" }, icon("box", 12)) : icon(room.shared ? "shared" : room.kind === "private" ? "lock" : "hash", 16), room.name), h("p", { class: "head-about" }, about)),
    direct ? h("nav", { class: "tabs", "aria-label": "label-bot" }, tab("Home", `#/${room.id}/home`, home), tab("Messages", `#/${room.id}`, !home)) : null);
}

const head = h("header", { class: "pane-head" });
const middle = h("div", { class: "middle" });
fill(document.getElementById("room"), head, middle);

async function openRoom(room, home) {
  list.of = room;
  list.home = home;
  if (home) {
    drawHome();
    void ask("home");
    return;
  }
  homeContext = null;
  fill(middle, list.node, composer.node);
  const info = world.rooms.get(room);
  list.list.setAttribute("aria-label", `Messages in ${info.name}`);
  composer.aim({ channel: room }, info.kind === "im" ? "Message label-bot" : `Message #${info.name}`);
  if (!loaded.has(room)) {
    list.set([]);
    fill(list.start, h("p", { class: "start-words" }, "Loading…"));
    const answer = await ask("room", { channel: room });
    if (answer.refused) { toast(answer.refused, { kind: "refused" }); return; }
    loaded.set(room, { messages: answer.messages, more: answer.more });
  }
  if (list.of !== room || list.home) return;
  list.set(loaded.get(room).messages);
  drawStart();
  composer.ready();
}

function drawStart() {
  const info = world.rooms.get(list.of);
  if (loaded.get(list.of)?.more) {
    fill(list.start, h("button", { type: "button", class: "link older", on: { click: () => void older() } }, "Show older messages"));
    return;
  }
  const words = info.kind === "im" ? ["label-bot writes here when only you should know: a plan whose window you closed, for example."]
    : [`This is the beginning of #${info.name}. `, info.hasBot ? "Try one of these:" : "label-bot is not a member here, so it cannot post."];
  fill(list.start, h("div", { class: "start-words" }, h("h2", {}, info.kind === "im" ? "label-bot" : `#${info.name}`), h("p", {}, words),
    info.kind !== "im" && info.hasBot ? h("div", { class: "suggestions" }, SUGGESTIONS.map((text) => h("button", { type: "button", class: "suggestion", on: { click: () => composer.begin(text) } }, text))) : null));
}

async function older() {
  if (loadingOlder || !loaded.get(list.of)?.more) return;
  loadingOlder = true;
  const room = list.of;
  const answer = await ask("room", { channel: room, before: list.oldest() });
  if (!answer.refused && list.of === room) {
    const known = loaded.get(room);
    known.messages = [...answer.messages, ...known.messages];
    known.more = answer.more;
    list.prepend(answer.messages);
    drawStart();
  }
  loadingOlder = false;
}
list.node.addEventListener("scroll", () => { if (list.node.scrollTop < 300 && list.messages.length) void older(); }, { passive: true });

/** A message is new or has changed. */
export function arrived(message, isNew) {
  const room = loaded.get(message.channel);
  const inRoom = !message.thread || message.broadcast;
  if (room && inRoom) {
    const at = room.messages.findIndex((one) => one.ts === message.ts);
    const oldest = room.messages[0];
    if (at >= 0) room.messages[at] = message;
    else if (!room.more || !oldest || Number(message.ts) > Number(oldest.ts)) room.messages.push(message);
    if (list.of === message.channel && !list.home && (at >= 0 || !room.more || !oldest || Number(message.ts) > Number(oldest.ts))) list.add(message);
  }
  if (world.thread && message.channel === world.room && (message.thread === world.thread || message.ts === world.thread)) replies.add(message);
  if (isNew && unreadNews(message)) drawRooms();
}

async function openThread(room, ts) {
  const pane = document.getElementById("thread");
  const same = world.thread === ts && replies.of === room;
  world.thread = ts;
  pane.hidden = !ts;
  document.getElementById("app").classList.toggle("with-thread", Boolean(ts));
  if (!ts) {
    replies.of = null;
    fill(pane);
  }
  if (!ts || same) return;
  replies.of = room;
  const answer = await ask("thread", { channel: room, ts });
  if (world.thread !== ts) return;
  if (answer.refused) { toast(answer.refused, { kind: "refused" }); closeThread(); return; }
  threadComposer.aim({ channel: room, thread: ts }, "Reply in the thread");
  replies.list.setAttribute("aria-label", "Replies");
  fill(pane, h("header", { class: "pane-head" }, iconButton("back", "Back to the conversation", closeThread, { class: "icon-button back" }),
    h("div", { class: "head-words" }, h("h2", {}, "Thread"), h("p", { class: "head-about" }, world.rooms.get(room).kind === "im" ? "label-bot" : `#${world.rooms.get(room).name}`)),
    iconButton("close", "Close thread", closeThread, { class: "icon-button shut" })), replies.node, threadComposer.node);
  replies.set([...(answer.parent ? [answer.parent] : []), ...answer.messages]);
  threadComposer.ready();
}

function closeThread() {
  const ts = world.thread;
  location.hash = `#/${world.room}`;
  document.querySelector(`#${CSS.escape(`m-${ts}`)} .replies`)?.focus();
}

document.getElementById("thread").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !event.target.value) closeThread();
});

/** Somebody came into a conversation: its head and its beginning say who is there. */
export function roomChanged(id) {
  if (world.room !== id) return;
  drawHead(Boolean(list.home));
  if (!list.home && loaded.has(id)) drawStart();
}

/** Draw App Home, or say that there is none. */
export function drawHome() {
  if (!list.home) return;
  const view = world.home;
  if (!view) {
    fill(middle, h("div", { class: "empty-home" }, h("div", { class: "empty-mark" }, icon("box", 36)), h("h2", {}, "label-bot has no Home tab"),
      h("p", {}, "It has published nothing for you. What it has to say stands in the channels, their threads and your messages with it.")));
    return;
  }
  const local = homeContext ? held(homeContext.fields) : new Map();
  homeContext = contextOf({ view: view.id }, view.values, { where: view.id, local });
  fill(middle, h("div", { class: "scroll home", tabindex: "-1" }, h("div", { class: "home-body" }, draw(view.body.blocks, homeContext))));
}

/** Forget what was loaded, after the connection was lost. */
export async function again() {
  loaded.clear();
  list.of = null;
  replies.of = null;
  await follow();
}
