// The bar at the top: that nothing here is real, who I am, light or dark, and the way behind the scenes.

import { fill, h, icon, iconButton } from "./dom.js";
import { menu } from "./layers.js";
import { avatar } from "./messages.js";
import { myself, world } from "./store.js";
import { tryBlocks } from "./tryout.js";

const STATES = { starting: "label-bot is starting", running: "label-bot is running", stopped: "label-bot is stopped", killed: "label-bot was killed" };

function people(event) {
  const others = [...world.people.values()].filter((one) => one.playable);
  menu(event.currentTarget, others.map((one) => ({ name: one.id === world.me ? `${one.name} (you)` : one.name, about: one.role, href: addressOf(one.id) })).concat(
    others.filter((one) => one.id !== world.me).map((one) => ({ name: `${one.name}, in a second window`, about: null, href: addressOf(one.id), target: "_blank" }))), "Who I am");
}

function addressOf(id) {
  return `/?as=${id}`;
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

const state = h("span", { class: "top-state", role: "status" });

export function drawState() {
  const words = STATES[world.bot.state] || "";
  state.title = words;
  fill(state, h("span", { class: `dot ${world.bot.state}` }), h("span", { class: "top-words" }, words));
}

export function drawTop(togglePanel) {
  drawState();
  const me = myself();
  const panel = h("button", { type: "button", class: "top-button scenes", id: "scenes", "aria-controls": "panel", title: "Behind the scenes", on: { click: togglePanel } }, icon("scenes"), h("span", { class: "top-words" }, "Behind the scenes"));
  fill(document.getElementById("top"),
    h("div", { class: "brand" }, h("span", { class: "app-mark large" }, icon("box", 16)), h("span", { class: "brand-words" }, h("strong", {}, "label-bot sandbox"), h("span", { class: "brand-note" }, "Nothing here is real"))),
    h("span", { class: "top-gap" }),
    state,
    h("button", { type: "button", class: "top-button", title: "Try blocks", on: { click: tryBlocks } }, icon("blocks"), h("span", { class: "top-words" }, "Try blocks")),
    panel,
    iconButton("sun", "Light or dark", theme, { class: "icon-button top-icon" }),
    h("button", { type: "button", class: "top-button me", "aria-haspopup": "menu", "aria-label": `I am ${me.name}, ${me.role}. Be somebody else`, on: { click: people } }, avatar(world.me, true), h("span", { class: "me-words" }, h("span", { class: "me-name" }, me.name), h("span", { class: "me-role" }, me.role)), icon("chevron", 12)));
}
