// Slack's mrkdwn as nodes: escaping, links, mentions, dates, emoji, bold, italic, strike, code, quotes.

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { person, roomName, world } from "./store.js";

const SAFE_LINK = /^(https?|mailto|tel):/i;
const BARE_HOST = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/;
const ARCHIVE = /^(https?:\/\/[^/]+)\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?.*thread_ts=([\d.]+))?/;
const SLACK_ITSELF = /^https:\/\/[a-z0-9-]+\.slack\.com$/;
const ROOM = /^(https?:\/\/[^/]+)\/archives\/([A-Z0-9]+)\/?$/;

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The text of a plain_text object. */
export function plain(object) {
  if (!object) return "";
  const text = unescape(String(object.text ?? ""));
  return object.emoji === false ? text : withEmoji(text);
}

/** A link that only goes where a link may go; one to a message or a conversation of this workspace opens it here. */
export function link(url, label) {
  if (!SAFE_LINK.test(url)) return document.createTextNode(label || url);
  const here = (found) => found && (found[1] === world.workspace || SLACK_ITSELF.test(found[1]));
  const inside = ARCHIVE.exec(url);
  if (here(inside)) {
    const ts = `${inside[3]}.${inside[4]}`;
    const thread = inside[5] && inside[5] !== ts ? inside[5] : null;
    return h("a", { href: `#/${inside[2]}/${thread || ts}`, class: "inside" }, label || url);
  }
  const room = ROOM.exec(url);
  if (here(room) && world.rooms.has(room[2])) return h("a", { href: `#/${room[2]}`, class: "inside" }, label || url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url);
}

export function mention(id) {
  const mine = id === world.me;
  return h("span", { class: mine ? "mention mine" : "mention" }, `@${person(id).name}`);
}

export function channelLink(id, label) {
  const name = `#${label || roomName(id)}`;
  return world.rooms.has(id) ? h("a", { class: "mention", href: `#/${id}` }, name) : h("span", { class: "mention" }, name);
}

function angle(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, `@${label.replace(/^@/, "") || world.groups[target.slice(9)] || target.slice(9)}`);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${label.replace(/^@/, "") || target.slice(1)}`);
  // Slack's own templates name a host without the scheme in front of it.
  if (label && BARE_HOST.test(target)) return link(`http://${unescape(target)}`, label);
  if (!SAFE_LINK.test(target)) return document.createTextNode(`<${unescape(inside)}>`);
  return link(unescape(target), label || unescape(target).replace(/^(mailto|tel):/, ""));
}

function date(target, fallback) {
  const [, seconds, template, url] = target.split("^");
  const text = (template && slackDate(Number(seconds), unescape(template))) || fallback;
  const node = h("time", { datetime: Number.isFinite(Number(seconds)) ? new Date(Number(seconds) * 1000).toISOString() : null, title: fallback }, text);
  return url ? link(unescape(url), text) : node;
}

/** The nodes of a mrkdwn text. With `verbatim` bare addresses stay text. */
export function mrkdwn(text, { verbatim = false } = {}) {
  // What stands in angle brackets is taken out first, so that nothing inside it is read as formatting.
  const kept = [];
  const flat = String(text ?? "").replace(/[\uE000-\uF8FF]/g, "\uFFFD").replace(/<([^<>\n]+)>/g, (_whole, inside) => {
    kept.push(inside);
    return String.fromCharCode(0xe000 + Math.min(kept.length - 1, 6000));
  });
  const parts = flat.split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, i) => (i % 2 ? [h("pre", { class: "code" }, raw(part, kept))] : lines(part, kept, verbatim, i > 0)));
}

function raw(text, kept) {
  return unescape(text.replace(/[\uE000-\uF8FF]/g, (mark) => kept[mark.charCodeAt(0) - 0xe000].split("|").pop()));
}

function lines(text, kept, verbatim, afterCode) {
  const found = [];
  let quote = null;
  const all = (afterCode ? text.replace(/^\n/, "") : text).split("\n");
  let rest = false;
  all.forEach((line, i) => {
    // Three of them quote everything that follows.
    const first = rest ? null : /^(?:&gt;|>){3}\s?(.*)$/.exec(line);
    rest ||= Boolean(first);
    const quoted = first || (rest ? [line, line] : /^(?:&gt;|>)\s?(.*)$/.exec(line));
    if (quoted) {
      if (!quote) found.push((quote = h("blockquote", { class: "quote" })));
      else quote.append(h("br"));
      quote.append(...inline(quoted[1], kept, verbatim));
      return;
    }
    const broke = i > 0 && !quote;
    quote = null;
    if (broke) found.push(h("br"));
    found.push(...inline(line, kept, verbatim));
  });
  return found;
}

const STYLES = [
  [/\*(?=\S)([^*]*[^*\s])\*(?![\p{L}\p{N}*])/uy, "strong"],
  [/_(?=\S)([^_]*[^_\s])_(?![\p{L}\p{N}_])/uy, "em"],
  [/~(?=\S)([^~]*[^~\s])~(?![\p{L}\p{N}~])/uy, "s"],
];
const CODE = /`([^`\n]+)`/y;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/y;
const ADDRESS = /https?:\/\/[^\s<>|\uE000-\uF8FF]*[^\s<>|\uE000-\uF8FF.,;:!?)\]'"*_~]/y;

function inline(text, kept, verbatim) {
  const found = [];
  let words = "";
  const flush = () => { if (words) found.push(document.createTextNode(unescape(words))); words = ""; };
  const at = (pattern, i) => { pattern.lastIndex = i; return pattern.exec(text); };
  for (let i = 0; i < text.length;) {
    const c = text[i];
    const code = c.charCodeAt(0);
    if (code >= 0xe000 && code <= 0xf8ff) {
      flush();
      found.push(angle(kept[code - 0xe000]));
      i += 1;
      continue;
    }
    let match = c === "`" && at(CODE, i);
    if (match) {
      flush();
      found.push(h("code", {}, raw(match[1], kept)));
      i += match[0].length;
      continue;
    }
    match = c === ":" && at(EMOJI, i);
    if (match && emoji(match[1])) {
      flush();
      found.push(h("span", { class: "emoji", role: "img", "aria-label": match[1].replaceAll("_", " ") }, emoji(match[1], match[2])));
      i += match[0].length;
      continue;
    }
    if (!/[\p{L}\p{N}]$/u.test(text.slice(0, i))) {
      const style = STYLES.find(([pattern]) => at(pattern, i));
      if (style) {
        match = at(style[0], i);
        flush();
        found.push(h(style[1], {}, ...inline(match[1], kept, verbatim)));
        i += match[0].length;
        continue;
      }
    }
    match = c === "h" && !verbatim && at(ADDRESS, i);
    if (match) {
      flush();
      found.push(link(unescape(match[0])));
      i += match[0].length;
      continue;
    }
    words += c;
    i += 1;
  }
  flush();
  return found;
}

/** The nodes of a text object of either kind. */
export function textNodes(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, object) : withBreaks(plain(object));
}

export function withBreaks(text) {
  return text.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line]));
}
