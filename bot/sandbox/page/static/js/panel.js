// Behind the scenes: what exists, what the bot just did, and the buttons that make it fail.

import * as dates from "./dates.js";
import { fill, h, icon, iconButton, redraw } from "./dom.js";
import { copy, toast } from "./layers.js";
import { person, roomName, world } from "./store.js";
import { ask } from "./wire.js";

const MOST = 60;
const STATES = { off: "", armed: "armed", happening: "happening", over: "over" };

const bot = h("div", { class: "bot-state" });
const troubles = h("div", { class: "troubles" });
const singles = h("ul", { class: "orders" });
const bulks = h("div", { class: "bulks" });
const calls = h("ol", { class: "feed", "aria-label": "Calls, newest first" });
const events = h("ol", { class: "feed", "aria-label": "Events, newest first" });
const refusals = h("ol", { class: "feed", "aria-label": "Refusals, newest first" });
const refusalCount = h("span", { class: "count-quiet" });

function part(title, open, ...content) {
  const key = `panel-${title}`;
  const kept = localStorage.getItem(key);
  return h("details", { class: "part", open: kept === null ? open : kept === "open", on: { toggle: (event) => localStorage.setItem(key, event.target.open ? "open" : "shut") } },
    h("summary", {}, icon("chevron", 12), h("h3", {}, title)), h("div", { class: "part-body" }, content));
}

async function press(what) {
  const answer = await ask("behind", { what });
  if (answer.refused) toast(answer.refused, { kind: "refused" });
  return answer;
}

export function drawPanel(close) {
  const refused = part("What Slack would refuse", false, h("p", { class: "part-about" }, "Whatever the real Slack would not accept stands here with its reason. A correct bot leaves it empty."), refusals);
  refused.querySelector("summary").append(refusalCount);
  fill(document.getElementById("panel"),
    h("header", { class: "pane-head" }, h("div", { class: "head-words" }, h("h2", {}, "Behind the scenes"), h("p", { class: "head-about" }, "What nobody sees in Slack")), iconButton("close", "Close behind the scenes", close)),
    h("div", { class: "scroll panel-body", tabindex: "-1" },
      part("The bot", true, bot),
      part("Make it fail", true, troubles),
      part("Orders", true, singles, bulks, h("button", { type: "button", class: "button wide", on: { click: () => void addOrders() } }, "Add 500 orders")),
      part("What the bot asked", true, calls),
      part("The ledger's latest events", false, events),
      refused));
  drawBot();
}

async function addOrders() {
  const answer = await press("add_orders");
  if (answer.numbers) toast(`${answer.numbers.length} orders added: ${answer.numbers[0]} to ${answer.numbers.at(-1)}.`, { seconds: 4 });
}

async function putRight(order) {
  const answer = await ask("behind", { what: "put_right", order: order.id });
  toast(answer.refused || `Order ${order.number} was put right. A retry of it succeeds now.`, answer.refused ? { kind: "refused" } : { seconds: 4 });
}

const BOT_WORDS = { starting: "Starting…", running: "Running", stopped: "Stopped", killed: "Killed" };

export function drawBot() {
  const { state, pid, reason } = world.bot;
  const alive = state === "starting" || state === "running";
  redraw(bot, () => fill(bot, h("div", { class: "bot-line" }, h("span", { class: `dot ${state}` }), h("span", { role: "status" }, BOT_WORDS[state] || state), pid ? h("span", { class: "quiet" }, `process ${pid}`) : null,
    alive ? h("button", { type: "button", class: "button danger", title: "A real SIGKILL", on: { click: () => void press("kill") } }, "Kill it")
      : h("button", { type: "button", class: "button primary", on: { click: () => void press("start") } }, "Start it again")),
  reason ? h("p", { class: "part-about" }, reason) : null,
  h("label", { class: "part-about waits" }, h("input", { type: "checkbox", checked: world.bot.shortWaits, data: { key: "waits" }, on: { change: (event) => void shorten(event.target.checked) } }),
    "Short waits: 5 seconds where it waits a minute for Sendcloud. Starts it anew.")));
}

async function shorten(short) {
  const answer = await ask("behind", { what: "waits", short });
  if (answer.refused) toast(answer.refused, { kind: "refused" });
}

function drawTroubles(list) {
  const groups = [...new Set(list.map((one) => one.group))];
  redraw(troubles, () => fill(troubles, groups.map((group) => h("section", {}, h("h4", {}, group), list.filter((one) => one.group === group).map((one) =>
    h("button", { type: "button", class: `trouble-button ${one.state}`, "aria-pressed": String(one.state === "armed" || one.state === "happening"), data: { key: one.id }, on: { click: () => void press(one.id) } },
      h("span", { class: "trouble-words" }, h("span", { class: "trouble-name" }, one.name), h("span", { class: "trouble-about" }, one.about)),
      STATES[one.state] ? h("span", { class: `pill ${one.state}` }, STATES[one.state]) : null))))));
}

const orderNodes = new Map();

function drawOrders(list) {
  for (const order of list) {
    const said = JSON.stringify(order);
    const known = orderNodes.get(order.id);
    if (known?.said === said) continue;
    const node = known?.node || h("li");
    redraw(node, () => fill(node, h("button", { type: "button", data: { key: "copy" }, class: `order${order.labelled ? " labelled" : ""}`, title: "Copy the number", on: { click: () => void copy(order.number, order.number) } },
      h("span", { class: "order-number" }, order.number), h("span", { class: "order-about" }, order.about), order.labelled ? h("span", { class: "order-done" }, icon("check", 12), h("span", { class: "away" }, "has a label")) : null),
    order.broken && !order.labelled ? h("button", { type: "button", class: "button small", data: { key: "right" }, "aria-label": `Put order ${order.number} right`, title: "As somebody in the shop would, so that it gets its label", on: { click: () => void putRight(order) } }, "Put right") : null));
    if (!known) singles.append(node);
    orderNodes.set(order.id, { node, said });
  }
}

function drawBulks(list) {
  redraw(bulks, () => fill(bulks, list.map((lot) => h("div", { class: "bulk" }, h("span", {}, h("span", { class: "order-number" }, `${lot.first}–${lot.last}`), h("span", { class: "order-about" }, `${lot.labelled} of ${lot.count} have a label`)),
    h("button", { type: "button", class: "button small", on: { click: () => void copy(Array.from({ length: lot.count }, (_none, i) => lot.first + i).join(" "), `${lot.count} numbers`) } }, icon("copy", 12), "Copy"))),
  list.length ? h("p", { class: "part-about" }, "A message box in Slack holds 3,000 characters, about 500 of these. ", h("a", { href: "/orders.csv", download: "orders.csv" }, "All of them as a CSV file"), " for the Order file input.") : null));
}

function put(list, nodes) {
  list.prepend(...nodes);
  while (list.children.length > MOST) list.lastChild.remove();
}

/** Ids in a text that was meant for Slack, as names. */
function readable(text) {
  return text.replace(/<@(\w+)>/g, (_whole, id) => `@${person(id).name}`).replace(/<#(\w+)(\|[^>]*)?>/g, (_whole, id) => `#${roomName(id)}`);
}

function clock(at) {
  const date = typeof at === "string" ? new Date(at) : at;
  return h("time", { class: "feed-time", datetime: date.toISOString(), title: dates.full(date.getTime() / 1000) }, date.toLocaleTimeString("en-GB", { timeZone: person(world.me).tz }));
}

function callNode(call) {
  const wrong = call.fault || call.status === 0 || call.status >= 400;
  const status = call.status === 0 ? "no answer" : String(call.status);
  return h("li", { class: `call ${call.to.toLowerCase()}${wrong ? " wrong" : ""}${call.buys ? " buys" : ""}` }, h("div", { class: "feed-line" }, h("span", { class: "feed-to" }, call.to), h("code", {}, call.what), h("span", { class: "feed-status" }, status)),
    h("div", { class: "feed-line quiet" }, h("span", { class: "feed-about" }, call.fault && call.to === "Sendcloud" ? `${call.about ? `${call.about}, ` : ""}made to fail` : readable(call.about)), clock(call.at)));
}

function eventNode(event) {
  return h("li", { class: "event" }, h("div", { class: "feed-line" }, h("span", { class: "feed-seq" }, String(event.seq)), h("strong", {}, event.what), event.order ? h("code", {}, event.order) : null),
    h("div", { class: "feed-line quiet" }, h("span", { class: "feed-about" }, [event.person ? person(event.person).name : null, event.detail].filter(Boolean).join(", ")), clock(event.at)));
}

/** Draw what is new. */
export function behindNews(news) {
  if (news.troubles) drawTroubles(news.troubles);
  if (news.orders) drawOrders(news.orders);
  if (news.bulks) drawBulks(news.bulks);
  if (news.calls) put(calls, news.calls.map(callNode).reverse());
  if (news.events) put(events, news.events.map(eventNode).reverse());
}

export function resetFeeds() {
  for (const list of [calls, events, refusals]) fill(list);
  fill(refusalCount);
}

export function refused(text, loud) {
  put(refusals, [h("li", { class: "refusal" }, text)]);
  fill(refusalCount, String(refusals.children.length));
  if (loud) toast(`Slack objects: ${text}`, { kind: "refused", seconds: 10 });
}
