// Dates in the reader's own zone: Slack's date format, and the times beside messages.

import { myself } from "./store.js";

const made = new Map();

function format(options) {
  const zone = myself().tz || "UTC";
  const key = zone + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return made.get(key);
}

const day = (date) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(date);

export function time(seconds) {
  return format({ hour: "2-digit", minute: "2-digit" }).format(new Date(seconds * 1000));
}

export function full(seconds) {
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(seconds * 1000));
}

export function dayName(seconds) {
  const date = new Date(seconds * 1000);
  return pretty(date) || format({ weekday: "long", day: "numeric", month: "long" }).format(date);
}

function pretty(date) {
  const now = Date.now();
  for (const [name, shift] of [["Today", 0], ["Yesterday", -1], ["Tomorrow", 1]]) {
    if (day(date) === day(new Date(now + shift * 86400000))) return name;
  }
  return null;
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Slack's `<!date^…>` format: `{date_short_pretty} at {time}` and its kin; null for a token that does not exist. */
export function slackDate(seconds, template) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = template.replace(/\{(\w+)\}/g, (_whole, token) => {
    if (token === "ago") return ago(date);
    if (token === "date_num") return format({}).format(date) && day(date).split("/").reverse().join("-");
    const base = token.replace(/_pretty$/, "");
    if (!DATES[base]) known = false;
    return (token.endsWith("_pretty") && pretty(date)?.toLowerCase()) || (DATES[base] ? format(DATES[base]).format(date) : "");
  });
  return known ? text.charAt(0).toUpperCase() + text.slice(1) : null;
}

function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, length] of [["year", 365.25 * 86400], ["month", 30.44 * 86400], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  }
  return words.format(Math.round(seconds), "second");
}

/** A moment as the clock on the reader's wall shows it, the way an input for date and time takes it; "" for none. */
export function wallTime(seconds) {
  if (!seconds) return "";
  const part = Object.fromEntries(format({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .formatToParts(new Date(seconds * 1000)).map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The moment at which the reader's clock shows this, in seconds; null for none. */
export function momentOf(wall) {
  if (!wall) return null;
  const read = (text) => Date.parse(`${text}Z`) / 1000;
  const wanted = read(wall);
  let moment = wanted;
  // What the clock is off by depends on the moment itself, around the change to summer time; a second look settles it.
  for (let look = 0; look < 2; look += 1) moment += wanted - read(wallTime(moment));
  return moment;
}
