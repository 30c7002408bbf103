// The `markdown` block: the usual Markdown (headings, lists, tasks, quotes, code, tables, links), as nodes.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const FENCE = /^(```+|~~~+)\s*[^`]*$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const DIVIDES_TABLE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export function markdown(text) {
  return h("div", { class: "markdown" }, blocks(String(text).replaceAll("\r\n", "\n").split("\n")));
}

function blocks(lines) {
  const found = [];
  let i = 0;
  while (i < lines.length) {
    const line = lines[i];
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (!line.trim()) i += 1;
    else if (fence) {
      const end = lines.findIndex((other, at) => at > i && other.trim().startsWith(fence[1]));
      const until = end < 0 ? lines.length : end;
      found.push(h("pre", { class: "code" }, lines.slice(i + 1, until).join("\n")));
      i = until + 1;
    } else if (heading) {
      found.push(h(`h${Math.min(heading[1].length + 2, 6)}`, { class: `md-${heading[1].length}` }, inline(heading[2])));
      i += 1;
    } else if (RULE.test(line)) {
      found.push(h("hr"));
      i += 1;
    } else if (line.startsWith(">")) {
      const part = taken(lines, i, (other) => other.startsWith(">"));
      found.push(h("blockquote", { class: "quote" }, blocks(part.map((other) => other.replace(/^>\s?/, "")))));
      i += part.length;
    } else if (line.includes("|") && DIVIDES_TABLE.test(lines[i + 1] || "")) {
      const part = taken(lines, i, (other) => other.includes("|"));
      found.push(table(part));
      i += part.length;
    } else if (ITEM.test(line)) {
      const part = taken(lines, i, (other) => ITEM.test(other) || /^\s+\S/.test(other));
      found.push(list(part));
      i += part.length;
    } else {
      const part = taken(lines, i, (other, at) => other.trim() && (at === i || !(FENCE.test(other) || HEADING.test(other) || ITEM.test(other) || other.startsWith(">"))));
      found.push(h("p", {}, part.flatMap((other, at) => {
        // A backslash at the end of a line stands for the break that every line has here anyway.
        const nodes = inline(at < part.length - 1 ? other.replace(/\\$/, "") : other);
        return at ? [h("br"), ...nodes] : nodes;
      })));
      i += part.length;
    }
  }
  return found;
}

function taken(lines, from, goesOn) {
  let to = from;
  while (to < lines.length && goesOn(lines[to], to)) to += 1;
  return lines.slice(from, Math.max(to, from + 1));
}

function list(lines) {
  const first = ITEM.exec(lines[0]);
  const depth = first[1].length;
  const node = h(first[3] ? "ol" : "ul", { start: first[3] && first[3] !== "1" ? first[3] : null });
  let i = 0;
  while (i < lines.length) {
    const [, , , , text] = ITEM.exec(lines[i]) || [null, "", "", "", lines[i].trim()];
    const inner = taken(lines, i + 1, (other) => (ITEM.exec(other)?.[1].length ?? depth + 1) > depth);
    const under = i + 1 < lines.length && (ITEM.exec(lines[i + 1])?.[1].length ?? depth + 1) > depth ? inner : [];
    const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
    const words = task ? [h("input", { type: "checkbox", disabled: true, checked: task[1] !== " ", "aria-label": task[2] }), " ", ...inline(task[2])] : inline(text);
    node.append(h("li", { class: task ? "task" : null }, words, under.length ? blocks(under.map((other) => other.slice(Math.min(depth + 2, other.search(/\S|$/))))) : null));
    i += 1 + under.length;
  }
  return node;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines) {
  const align = cells(lines[1]).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : null));
  const row = (line, tag) => h("tr", {}, cells(line).map((cell, i) => h(tag, { style: { textAlign: align[i] || "" } }, inline(cell))));
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(lines[0], "th")), h("tbody", {}, lines.slice(2).map((line) => row(line, "td")))));
}

// An address in a link may hold parentheses, as long as they are paired.
const TARGET = String.raw`\(((?:[^\s()]|\([^\s()]*\))+)[^)]*\)`;
const INLINE = [
  [/^\\([\\`*_{}[\]()#+\-.!|~>])/, (m) => [m[1]]],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => [h("code", {}, m[2].replace(/^ (.*`.*) $/, "$1"))]],
  [new RegExp(String.raw`^!\[([^\]]*)\]${TARGET}`), (m) => [link(m[2], m[1] || m[2])]],
  [new RegExp(String.raw`^\[([^\]]+)\]${TARGET}`), (m) => [link(m[2], m[1])]],
  [/^<(https?:\/\/[^>\s]+)>/, (m) => [link(m[1])]],
  [/^(\*\*\*|___)(?=\S)([\s\S]*?\S)\1/, (m) => [h("em", {}, h("strong", {}, inline(m[2])))]],
  [/^(\*\*|__)(?=\S)([\s\S]*?\S)\1/, (m) => [h("strong", {}, inline(m[2]))]],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m) => [h("s", {}, inline(m[1]))]],
  [/^\*(?=\S)([^*]*\S)\*/, (m) => [h("em", {}, inline(m[1]))]],
  [/^_(?=\S)([^_]*\S)_(?!\w)/, (m) => [h("em", {}, inline(m[1]))]],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"]/, (m) => [link(m[0])]],
];

function inline(text) {
  const found = [];
  let words = "";
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    const rule = /[\\`!\[<*_~h]/.test(text[i]) && !(/[\w]/.test(text[i - 1] || "") && /[_h]/.test(text[i])) ? INLINE.find(([pattern]) => pattern.test(rest)) : null;
    if (rule) {
      const match = rule[0].exec(rest);
      found.push(withEmoji(words), ...rule[1](match));
      words = "";
      i += match[0].length;
    } else {
      words += text[i];
      i += 1;
    }
  }
  found.push(withEmoji(words));
  return found.filter((part) => part !== "");
}
