// Block Kit, block by block.

import { chart } from "./charts.js";
import * as dates from "./dates.js";
import { element, seen } from "./elements.js";
import { fill, h, icon, newId } from "./dom.js";
import { toast } from "./layers.js";
import { link, mrkdwn, plain, textNodes } from "./mrkdwn.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich.js";
import { world } from "./store.js";

/** The nodes of blocks; `ctx` is what their elements work with (see elements.js). */
export function draw(blocks, ctx) {
  return (blocks || []).map((block) => one(block, ctx)).filter(Boolean);
}

function one(block, ctx) {
  const maker = Object.hasOwn(MAKERS, block.type) && MAKERS[block.type];
  let node;
  try {
    node = maker ? maker(block, ctx) : h("div", { class: "not-drawn" }, `A block of the type ${block.type} stands here. The sandbox does not know it.`);
  } catch {
    // Slack would have refused it; somebody tries it out.
    node = h("div", { class: "not-drawn" }, `A ${block.type} block stands here. It is not complete enough to be drawn.`);
  }
  if (node) {
    node.classList.add("block", `block-${block.type}`);
    node.dataset.block = block.block_id || "";
  }
  return node;
}

/** What stands for a picture from elsewhere: the sandbox fetches nothing from outside. */
function picture(image, small = false) {
  const file = image.slack_file?.id;
  if (file) {
    const shown = h("img", { class: small ? "picture small" : "picture", src: `/files/${encodeURIComponent(file)}/image?as=${world.me}`, alt: image.alt_text || "" });
    shown.addEventListener("error", () => shown.replaceWith(elsewhere(image, `the file ${file}`, "not in the sandbox", small)));
    return shown;
  }
  const url = image.slack_file?.url || image.image_url || "";
  return elsewhere(image, hostOf(url), "not fetched in the sandbox", small);
}

function elsewhere(image, from, why, small) {
  const words = image.alt_text || "Picture";
  return h("span", { class: small ? "picture small elsewhere" : "picture elsewhere", role: "img", "aria-label": words, title: `${words} (${from}; ${why})` },
    small ? words.trim().charAt(0).toUpperCase() : [h("span", { class: "picture-words" }, words), h("span", { class: "picture-from" }, from)]);
}

function hostOf(url) {
  try { return new URL(url).host; } catch { return ""; }
}

function section(block, ctx) {
  const words = h("div", { class: "section-words" },
    block.text ? h("div", { class: "text" }, textNodes(block.text)) : null,
    block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, textNodes(field)))) : null);
  const side = block.accessory && (block.accessory.type === "image" ? picture(block.accessory) : element(block, block.accessory, ctx));
  return h("div", {}, words, side ? h("div", { class: "accessory" }, side) : null);
}

function header(block) {
  return h(`h${Math.min((block.level || 1) + 2, 6)}`, { class: `head-${block.level || 1}` }, plain(block.text));
}

function actions(block, ctx) {
  const shown = block.elements.filter(seen);
  return shown.length ? h("div", { class: "actions" }, shown.map((el) => element(block, el, ctx))) : null;
}

function context(block) {
  return h("div", { class: "context" }, block.elements.map((el) => (el.type === "image" ? picture(el, true) : h("span", { class: "text" }, textNodes(el)))));
}

function image(block) {
  return h("figure", {}, block.title ? h("figcaption", {}, plain(block.title)) : null, picture(block));
}

function input(block, ctx) {
  const name = plain(block.label);
  const hint = block.hint ? newId("hint") : null;
  const error = newId("error");
  const described = [hint, error].filter(Boolean).join(" ");
  const control = element(block, block.element, ctx, { name, describedBy: described });
  const node = h("div", {}, h("div", { class: "label", "aria-hidden": "true" }, name, block.optional ? h("span", { class: "optional" }, " (optional)") : null), control,
    h("div", { class: "error", id: error, role: "alert" }),
    block.hint ? h("div", { class: "hint", id: hint }, plain(block.hint)) : null);
  if (!block.optional) node.querySelector("input, textarea")?.setAttribute("aria-required", "true");
  return node;
}

function cell(given) {
  return given.type === "rich_text" ? richText(given) : String(given.text ?? given.value ?? "");
}

function table(block) {
  const settings = block.column_settings || [];
  const numeric = (block.rows[1] || []).map((given) => given.type === "raw_number");
  const line = (row, tag) => h("tr", {}, row.map((given, i) => h(tag, {
    scope: tag === "th" ? "col" : null,
    class: [settings[i]?.is_wrapped ? "wrapped" : "", settings[i]?.align || (given.type === "raw_number" || numeric[i] ? "right" : "")].join(" ").trim() || null,
  }, cell(given))));
  return h("div", {}, h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, line(block.rows[0], "th")), h("tbody", {}, block.rows.slice(1).map((row) => line(row, "td"))))));
}

function dataTable(block) {
  const size = block.page_size || 5;
  const rows = block.rows.slice(1);
  const head = block.row_header_column_index;
  const body = h("tbody");
  const where = h("span", { class: "pages-where", role: "status" });
  let page = 0;
  const pages = Math.ceil(rows.length / size);
  const show = (at) => {
    page = Math.max(0, Math.min(at, pages - 1));
    fill(body, rows.slice(page * size, (page + 1) * size).map((row) => h("tr", {}, row.map((given, i) => h(i === head ? "th" : "td", { scope: i === head ? "row" : null, class: given.type === "raw_number" ? "right" : null }, cell(given))))));
    fill(where, `${page * size + 1}–${Math.min((page + 1) * size, rows.length)} of ${rows.length}`);
  };
  show(0);
  return h("div", {}, h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": block.caption },
    h("table", {}, h("caption", {}, h("span", {}, block.caption)), h("thead", {}, h("tr", {}, block.rows[0].map((given, i) => h("th", { scope: "col", class: rows[0]?.[i]?.type === "raw_number" ? "right" : null }, cell(given))))), body)),
  pages > 1 ? h("div", { class: "pages" }, h("button", { type: "button", class: "button", on: { click: () => show(page - 1) } }, "Previous"), where,
    h("button", { type: "button", class: "button", on: { click: () => show(page + 1) } }, "Next")) : null);
}

const LEVELS = { info: "Information", warning: "Warning", error: "Error", success: "Success", default: "" };

function alert(block) {
  const level = block.level || "default";
  return h("div", { class: `alert ${level}`, role: level === "error" ? "alert" : "note" },
    icon({ success: "check", warning: "warn", error: "warn" }[level] || "info"), LEVELS[level] ? h("span", { class: "away" }, `${LEVELS[level]}: `) : null, h("div", { class: "text" }, textNodes(block.text)));
}

function container(block, ctx) {
  const title = h("span", { class: "container-title" }, block.icon ? picture(block.icon, true) : null,
    h("span", {}, h("strong", {}, block.rich_text_title ? richText(block.rich_text_title) : plain(block.title)), block.subtitle ? h("span", { class: "container-subtitle" }, textNodes(block.subtitle)) : null));
  const body = h("div", { class: "container-body" }, draw(block.child_blocks, ctx));
  const look = `container ${block.width || "standard"}${block.has_header_divider ? " divided" : ""}`;
  if (!block.is_collapsible) return h("section", { class: look }, h("div", { class: "container-head" }, title), body);
  const key = `${ctx.where}/${block.block_id}`;
  const open = folded.has(key) ? folded.get(key) : !block.default_collapsed;
  return h("details", { class: look, open, on: { toggle: (event) => folded.set(key, event.target.open) } }, h("summary", { class: "container-head" }, title, icon("chevron")), body);
}

/** What somebody opened or closed stays so when a message is drawn again. */
const folded = new Map();

const TASK = { pending: "Waiting", in_progress: "In progress", complete: "Done", error: "Failed" };

function task(block) {
  const more = [block.details && richText(block.details), block.output && richText(block.output),
    block.sources?.length ? h("div", { class: "sources" }, block.sources.map((source) => h("span", {}, link(source.url, source.text)))) : null].filter(Boolean);
  const head = [h("span", { class: `task-mark ${block.status}`, role: "img", "aria-label": TASK[block.status] || block.status }), h("span", { class: "task-title" }, words(block.title))];
  return more.length ? h("details", { class: "task", open: block.status === "in_progress" || block.status === "error" }, h("summary", {}, head, icon("chevron", 12)), h("div", { class: "task-more" }, more)) : h("div", { class: "task" }, head);
}

/** A title that is a plain string, or a text object all the same. */
function words(title) {
  return typeof title === "string" ? title : plain(title);
}

function plan(block) {
  const tasks = block.tasks || [];
  const done = tasks.filter((one) => one.status === "complete").length;
  return h("section", { class: "plan", "aria-label": words(block.title) }, h("div", { class: "plan-head" }, h("strong", {}, words(block.title)), tasks.length ? h("span", { class: "plan-count" }, `${done} of ${tasks.length}`) : null),
    h("ol", { class: "tasks" }, tasks.map((one) => h("li", {}, task(one)))));
}

function card(block, ctx) {
  return h("article", { class: "card" }, block.hero_image ? picture(block.hero_image) : null,
    h("div", { class: "card-head" }, block.icon ? picture(block.icon, true) : block.slack_icon ? picture({ alt_text: block.slack_icon.name }, true) : null, h("div", {}, block.title ? h("strong", {}, textNodes(block.title)) : null, block.subtitle ? h("div", { class: "subtle" }, textNodes(block.subtitle)) : null)),
    block.body ? h("div", { class: "text" }, textNodes(block.body)) : null, block.subtext ? h("div", { class: "subtle" }, textNodes(block.subtext)) : null,
    block.actions ? h("div", { class: "actions" }, block.actions.map((el) => element(block, el, ctx))) : null);
}

function video(block) {
  const by = [block.provider_icon_url && picture({ image_url: block.provider_icon_url, alt_text: block.provider_name || "Provider" }, true), block.provider_name, block.author_name].filter(Boolean);
  return h("figure", { class: "video" }, by.length ? h("div", { class: "source-line" }, by.map((part) => h("span", {}, part))) : null, h("figcaption", {}, link(block.title_url || block.video_url, plain(block.title))), block.description ? h("div", { class: "subtle" }, plain(block.description)) : null, picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }));
}

function provider(block, ctx) {
  const more = block.is_connected ? [block.connected_identity, block.connected_context] : [block.description];
  const side = block.accessory ? element(block, block.accessory, ctx) : null;
  return h("div", { class: "provider" }, icon("link"), h("div", { class: "provider-words" }, h("strong", {}, plain(block.name)), more.filter(Boolean).map((given) => h("div", { class: "subtle" }, plain(given)))),
    h("span", { class: "button" }, block.is_connected ? "Connected" : "Connect"), side);
}

const MAKERS = {
  section, header, actions, context, image, input, table, alert, container, plan, card, video,
  divider: () => h("hr"),
  context_actions: actions,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  data_table: dataTable,
  data_visualization: chart,
  task_card: (block) => h("div", {}, task(block)),
  carousel: (block, ctx) => h("div", { class: "carousel", tabindex: "0", role: "region", "aria-label": "Cards" }, block.elements.map((one) => card(one, ctx))),
  file: (block) => h("div", { class: "file-row" }, icon("file"), `Remote file ${block.external_id}`),
  call: (block) => h("div", { class: "file-row" }, icon("phone"), block.call?.v1?.name || `Call ${block.call_id}`),
  auth_provider: provider,
};

/** A button or menu from before there were blocks: drawn, but the payload it would send is no longer written. */
function olderAction(action) {
  const style = { primary: "button primary", danger: "button danger" }[action.style] || "button";
  if (action.url) return h("span", { class: style }, link(action.url, action.text));
  return h("button", { type: "button", class: style, on: { click: () => toast("The sandbox sends nothing for buttons of older attachments; those in blocks work.") } }, action.text || action.name, action.type === "select" ? icon("chevron", 12) : null);
}

/** The older attachments: a coloured line with text or blocks. */
export function attachment(given, ctx) {
  const line = /^#?[0-9a-f]{6}$/i.test(given.color || "") ? `#${given.color.replace("#", "")}` : { good: "var(--good)", warning: "var(--warn)", danger: "var(--danger)" }[given.color] || "";
  const small = (url, words) => (url ? picture({ image_url: url, alt_text: words }, true) : null);
  const foot = [small(given.footer_icon, "Footer icon"), given.footer ? h("span", {}, mrkdwn(given.footer)) : null, given.ts ? h("time", { title: dates.full(Number(given.ts)) }, dates.slackDate(Number(given.ts), "{date_short} {time}")) : null].filter(Boolean);
  const author = [small(given.author_icon, given.author_name || "Author"), given.author_name ? (given.author_link ? link(given.author_link, given.author_name) : given.author_name) : null, given.author_subname].filter(Boolean);
  const words = [author.length ? h("div", { class: "source-line" }, author.map((part) => h("span", {}, part))) : null,
    given.title ? h("strong", {}, given.title_link ? link(given.title_link, given.title) : given.title) : null,
    given.text ? h("div", { class: "text" }, mrkdwn(given.text)) : null,
    given.fields?.length ? h("div", { class: "fields" }, given.fields.map((field) => h("div", { class: field.short ? null : "whole" }, h("strong", {}, field.title || ""), h("div", {}, mrkdwn(field.value || ""))))) : null,
    draw(given.blocks, ctx),
    given.actions?.length ? h("div", { class: "actions" }, given.actions.map(olderAction)) : null].flat().filter(Boolean);
  // A picture of its own size stands below the words, a small one beside them; never both.
  const thumb = given.thumb_url && !given.image_url ? h("div", { class: "thumb" }, picture({ image_url: given.thumb_url, alt_text: given.title || "Picture" })) : null;
  const parts = [thumb ? h("div", { class: "with-thumb" }, h("div", {}, words), thumb) : words,
    given.image_url ? picture({ image_url: given.image_url, alt_text: given.title || "Picture" }) : null,
    foot.length ? h("div", { class: "source-line" }, foot) : null].flat().filter(Boolean);
  return [given.pretext ? h("div", { class: "text" }, mrkdwn(given.pretext)) : null,
    h("div", { class: "attachment", style: { borderColor: line } }, parts.length ? parts : mrkdwn(given.fallback || ""))];
}
