// rich_text blocks: sections, lists, quotes and preformatted text.

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelLink, link, mention, withBreaks } from "./mrkdwn.js";
import { world } from "./store.js";

export function richText(block) {
  return h("div", { class: "rich" }, (block.elements || []).map(paragraph));
}

function paragraph(element) {
  const parts = element.elements || [];
  if (element.type === "rich_text_list") {
    const ordered = element.style === "ordered";
    const list = h(ordered ? "ol" : "ul", { class: `indent-${Math.min(element.indent || 0, 8)}${element.border ? " bordered" : ""}`, start: ordered && element.offset ? element.offset + 1 : null });
    list.append(...parts.map((item) => h("li", {}, inlineParts(item.elements || []))));
    return list;
  }
  const bordered = element.border ? " bordered" : "";
  if (element.type === "rich_text_quote") return h("blockquote", { class: `quote${bordered}` }, inlineParts(parts));
  if (element.type === "rich_text_preformatted") return h("pre", { class: `code${bordered}` }, parts.map((part) => (part.type === "link" ? link(part.url, part.text) : part.text ?? "")));
  if (element.type === "rich_text_section") return h("div", { class: "rich-section" }, inlineParts(parts));
  return h("div", { class: "not-drawn" }, `A ${element.type} stands here. The sandbox does not know it.`);
}

const KINDS = {
  text: (part) => withBreaks(part.text),
  link: (part) => link(part.url, part.text),
  emoji: (part) => {
    const found = emoji(part.name, part.skin_tone) || fromUnicode(part.unicode);
    return found ? h("span", { class: "emoji", role: "img", "aria-label": part.name.replaceAll("_", " ") }, found) : `:${part.name}:`;
  },
  user: (part) => mention(part.user_id),
  channel: (part) => channelLink(part.channel_id),
  usergroup: (part) => h("span", { class: "mention" }, `@${world.groups[part.usergroup_id] || part.usergroup_id}`),
  team: (part) => h("span", { class: "mention" }, part.team_id),
  broadcast: (part) => h("span", { class: "mention loud" }, `@${part.range}`),
  color: (part) => [h("span", { class: "swatch", style: { backgroundColor: /^#[0-9a-f]{3,8}$/i.test(part.value) ? part.value : "" } }), part.value],
  date: (part) => {
    const text = slackDate(part.timestamp, part.format) || part.fallback || "";
    return part.url ? link(part.url, text) : h("time", { title: part.fallback || null }, text);
  },
};

/** What refers to something elsewhere in Slack: its own words where it has some, otherwise what it is. */
function reference(what) {
  return (part) => {
    const label = part.text || part.label || part.salesforce_field_label || what;
    return part.url ? link(part.url, label) : h("span", { class: "mention" }, label);
  };
}

Object.assign(KINDS, {
  attachment_mention: reference("An attachment"), canvas: reference("A canvas"), citation: reference("A source"), file: reference("A file"),
  list_record: reference("A list record"), salesforce_data_field: reference("A Salesforce field"), tag: reference("A tag"),
  work_object_mention: reference("A work object"), workflow_mention: reference("A workflow"),
  canvas_user_mention: (part) => mention(part.user_id),
  message_mention: (part) => (part.text || part.url ? reference("A message")(part) : [h("span", {}, "A message in "), channelLink(part.channel_id)]),
  canvas_message_unfurl: (part) => [h("span", {}, "A message in "), channelLink(part.root_message_channel)],
});

function fromUnicode(codes) {
  return codes ? String.fromCodePoint(...codes.split("-").map((code) => parseInt(code, 16))) : "";
}

function inlineParts(parts) {
  return parts.map((part) => styled(part, Object.hasOwn(KINDS, part.type) ? KINDS[part.type](part) : h("span", { class: "not-drawn" }, String(part.type))));
}

function styled(part, node) {
  let found = node;
  for (const [name, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"], ["highlight", "mark"]]) {
    if (part.style?.[name]) found = h(tag, {}, found);
  }
  return found;
}
