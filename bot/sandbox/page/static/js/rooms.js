// The list of conversations on the left.

import { fill, h, icon, redraw } from "./dom.js";
import { world } from "./store.js";

const unread = new Map();

export function sawRoom(id) {
  unread.delete(id);
}

export function news(message) {
  if (message.channel === world.room && !document.hidden) return false;
  if (message.user === world.me) return false;
  unread.set(message.channel, (unread.get(message.channel) || 0) + 1);
  return true;
}

function row(room) {
  const count = unread.get(room.id) || 0;
  const here = world.room === room.id;
  const mark = room.kind === "im" ? h("span", { class: "app-mark" }, icon("box", 12)) : icon(room.shared ? "shared" : room.kind === "private" ? "lock" : "hash", 14);
  return h("li", {}, h("a", { class: `room-link${here ? " here" : ""}${count ? " unread" : ""}`, href: `#/${room.id}`, "aria-current": here ? "page" : null },
    mark, h("span", { class: "room-name" }, room.name), room.shared ? h("span", { class: "away" }, " (shared with another company)") : null,
    count ? h("span", { class: "count" }, String(count), h("span", { class: "away" }, " unread")) : null));
}

export function drawRooms() {
  const rooms = [...world.rooms.values()];
  const part = (name, found) => (found.length ? h("section", {}, h("h2", { class: "rooms-head" }, name), h("ul", {}, found.map(row))) : null);
  const nav = document.getElementById("rooms");
  redraw(nav, () => fill(nav,
    part("Channels", rooms.filter((room) => room.kind !== "im")),
    part("Direct messages", rooms.filter((room) => room.kind === "im")),
    h("p", { class: "nothing-real" }, "Nothing here is real: no Slack, no Sendcloud, no label, no money.")));
}
