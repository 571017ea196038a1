/** The handoff packet as a person reads it before it goes to support. */

import { make, pressable } from "./dom.js";
import { plain } from "./markdown.js";
import { clock, fromId, say, t } from "./words.js";

/** @typedef {(id: string) => string} Title names a step or a section by its id */

/** What of the packet a person wants to see, in this order. */
const FIELDS = ["summary", "error_text", "environment", "attempts", "status_timeline", "sections_shown"];

/**
 * @param {Record<string, unknown>} found
 * @param {Title} title
 * @returns {HTMLElement}
 */
export function packetNode(found, title) {
  const list = make("dl", {});
  for (const field of FIELDS) {
    const lines = field === "sections_shown" ? sectionsOf(found[field], title) : linesOf(found[field], title);
    if (lines.length) list.append(make("dt", {}, say("packet", field)), ...lines.map((line) => make("dd", { dir: "auto" }, line)));
  }
  const said = make("ul", {}, linesOf(found.transcript, title).map((line) => make("li", { dir: "auto" }, line)));
  const talk = make("details", { class: "more" }, make("summary", {}, t("what_was_said")), said);
  const copy = pressable("plain", t("copy_note"), () => copyText([...list.children, talk.children[0], ...said.children], copy));
  return make("div", { class: "note" }, list, talk, navigator.clipboard && make("div", { class: "row" }, copy));
}

/**
 * @param {unknown} value
 * @param {Title} title
 */
function sectionsOf(value, title) {
  return Array.isArray(value) ? value.map(String).map(title) : [];
}

/**
 * Say a field of the packet in lines of words, whatever its shape.
 * @param {unknown} value
 * @param {Title} title
 * @returns {string[]}
 */
function linesOf(value, title) {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return value.map((row) => lineOf(row, title)).filter(Boolean);
  if (typeof value === "object") return Object.entries(value).filter(([key]) => key !== "channel").map(([key, one]) => `${fromId(key)}: ${lineWords(key, one, title)}`);
  return String(value).split(/\n+/);
}

/**
 * @param {unknown} row
 * @param {Title} title
 */
function lineOf(row, title) {
  if (typeof row !== "object" || row === null) return String(row);
  const { at, ...rest } = /** @type {Record<string, unknown>} */ (row);
  if (rest.summary) delete rest.state; // the sentence says it already
  if (rest.author && !rest.text) return ""; // a pressed button; it stands among the attempts
  if (rest.author === "assistant") rest.text = plain(String(rest.text));
  const words = Object.entries(rest).map(([key, one]) => lineWords(key, one, title)).filter(Boolean).join(": ");
  const when = clock(/** @type {string} */ (at));
  return when ? `${when} – ${words}` : words;
}

/**
 * @param {string} key
 * @param {unknown} value
 * @param {Title} title
 * @returns {string}
 */
function lineWords(key, value, title) {
  if (value === null || value === undefined || value === "") return "";
  const words = Array.isArray(value) ? value.map(String).join(", ") : String(value);
  if (key === "step_id") return title(words);
  if (key === "result") return say("results", words);
  if (key === "said_as") return `“${words}”`;
  if (key === "author") return say("authors", words);
  return (key === "state" && say("states", words)) || words;
}

/**
 * @param {Element[]} parts headings and the lines below them
 * @param {HTMLElement} button
 */
async function copyText(parts, button) {
  const lines = parts.map((one) => (["DT", "SUMMARY"].includes(one.tagName) ? `\n${one.textContent}:` : one.textContent));
  try {
    await navigator.clipboard.writeText(lines.join("\n").trim());
    button.textContent = t("copied");
  } catch {
    button.textContent = t("no_copy");
  }
}
