// One window of the sandbox: who I am stands in the address, everything else is told over the line.

import { showModal } from "./modal.js";
import { behindNews, drawBot, drawPanel, refused, resetFeeds } from "./panel.js";
import { again, arrived, drawHome, follow, roomChanged } from "./room.js";
import { drawRooms } from "./rooms.js";
import { loaded, world } from "./store.js";
import { drawState, drawTop } from "./top.js";
import { ask, connect, on } from "./wire.js";
import { h } from "./dom.js";

const WIDE = matchMedia("(min-width: 1180px)");
const seen = new Set();
let begun = false;

function panelOpen() {
  return !document.getElementById("panel").hidden;
}

function setPanel(open) {
  document.getElementById("panel").hidden = !open;
  document.getElementById("app").classList.toggle("with-panel", open);
  document.getElementById("scenes").setAttribute("aria-expanded", open);
  void ask("panel", { open });
}

function togglePanel() {
  const open = !panelOpen();
  resetFeedsOf(open);
  localStorage.setItem("panel", open ? "open" : "shut");
  setPanel(open);
  if (!open) document.getElementById("scenes").focus();
}

function resetFeedsOf(open) {
  if (open) {
    const kept = [...document.querySelectorAll(".refusal")].map((node) => node.textContent).reverse();
    resetFeeds();
    for (const text of kept) refused(text, false);
  }
}

on("hello", (news) => {
  Object.assign(world, {
    me: news.me, app: news.app, bot: news.bot, home: news.home, names: news.names, groups: news.groups, workspace: new URL(news.apiUrl).origin,
    people: new Map(news.people.map((one) => [one.id, one])), rooms: new Map(news.rooms.map((one) => [one.id, one])),
  });
  document.getElementById("lost")?.remove();
  drawTop(togglePanel);
  drawPanel(togglePanel);
  resetFeeds();
  for (const text of news.refusals) refused(text, false);
  const kept = localStorage.getItem("panel");
  setPanel(begun ? panelOpen() : kept ? kept === "open" && WIDE.matches : WIDE.matches);
  drawRooms();
  showModal(news.modal);
  if (begun) void again();
  else {
    begun = true;
    void follow();
  }
});

on("message", ({ message }) => {
  const key = `${message.channel}/${message.ts}`;
  const isNew = !seen.has(key) && !loaded.get(message.channel)?.messages.some((one) => one.ts === message.ts);
  seen.add(key);
  arrived(message, isNew && !message.deleted && Number(message.ts) > Date.now() / 1000 - 30);
});
on("modal", ({ modal }) => showModal(modal));
on("home", ({ home }) => { world.home = home; drawHome(); });
on("room", ({ room }) => { world.rooms.set(room.id, room); drawRooms(); roomChanged(room.id); });
on("bot", ({ bot }) => { world.bot = bot; drawBot(); drawState(); });
on("behind", behindNews);
on("refusal", ({ text }) => refused(text, true));
on("lost", () => {
  if (!document.getElementById("lost")) document.body.append(h("div", { id: "lost", class: "lost", role: "alert" }, "The sandbox is closed or does not answer. Trying again…"));
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address says where somebody is
  document.getElementById("composer-room")?.focus();
});
addEventListener("hashchange", () => void follow());
addEventListener("visibilitychange", () => { if (!document.hidden && world.room) void follow(); });
connect(new URLSearchParams(location.search).get("as") || "");
