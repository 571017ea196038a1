/** Where a person takes over: how to reach one, and the note that tells them what is already known. */

import { icon, link, make, webAddress } from "./dom.js";
import { plain } from "./markdown.js";
import { Trouble, lostLine, troubleOf, wordsFor } from "./trouble.js";
import { AUTHORS, RESULTS, STATES, clock, fromId, say } from "./words.js";

/**
 * @typedef {import("./types.js").Escalation} Escalation
 * @typedef {(id: string) => string} Title names a step or a section by its id
 */

const PLACE = /^\/v1\/conversations\/[^/?#]+\/handoff$/;

/** What of the packet a person wants to see, in this order. @type {[string, string][]} */
const FIELDS = [
  ["summary", "Summary"],
  ["error_text", "The error"],
  ["environment", "Your set-up"],
  ["attempts", "Tried so far"],
  ["status_timeline", "The service meanwhile"],
  ["sections_shown", "Parts of the guide you were shown"],
];

/**
 * Build the block of an answer that ends with a person; the answer itself says why.
 * @param {Escalation} escalation
 * @param {Title} title
 * @returns {HTMLElement}
 */
export function escalationBlock(escalation, title) {
  const note = make("div", { class: "note", tabindex: "-1" });
  const contact = link(escalation.contact_url, ["Contact support"], { class: "first" });
  const show = make("button", { type: "button", class: "second" }, "Show the note for support");
  show.addEventListener("click", () => showNote(escalation.handoff_url, note, title));
  return make(
    "div",
    { class: "escalation" },
    make("h4", {}, icon("person"), "A person can take over"),
    make("p", {}, "The note below tells support what you saw and tried, so you need not repeat it. Personal details are masked."),
    make("div", { class: "row" }, webAddress(escalation.contact_url) && contact, show),
    note,
  );
}

/**
 * Fetch the packet and show it, or say kindly why not.
 * @param {string} place
 * @param {HTMLElement} note
 * @param {Title} title
 */
async function showNote(place, note, title) {
  note.replaceChildren(make("p", { class: "quiet" }, "Writing the note…"));
  try {
    note.replaceChildren(...packetNodes(await packet(place), title));
  } catch (error) {
    const { title: words, advice } = wordsFor(error instanceof Trouble ? error : lostLine());
    note.replaceChildren(make("p", {}, make("strong", {}, words), " ", advice));
  }
  note.focus();
}

/**
 * @param {string} place
 * @returns {Promise<Record<string, unknown>>}
 */
async function packet(place) {
  if (!PLACE.test(place)) throw new Trouble("broken");
  const response = await fetch(place, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  if (!response.ok) throw await troubleOf(response);
  return response.json();
}

/**
 * @param {Record<string, unknown>} found
 * @param {Title} title
 * @returns {HTMLElement[]}
 */
function packetNodes(found, title) {
  const list = make("dl", {});
  for (const [field, name] of FIELDS) {
    const lines = field === "sections_shown" ? sectionsOf(found[field], title) : linesOf(found[field], title);
    if (lines.length) list.append(make("dt", {}, name), ...lines.map((line) => make("dd", { dir: "auto" }, line)));
  }
  const said = make("ul", {}, linesOf(found.transcript, title).map((line) => make("li", { dir: "auto" }, line)));
  const talk = make("details", { class: "more" }, make("summary", {}, "What was said"), said);
  const copy = make("button", { type: "button", class: "plain" }, "Copy the note");
  copy.addEventListener("click", () => copyText([...list.children, talk.children[0], ...said.children], copy));
  const reference = typeof found.id === "string" && make("p", { class: "quiet" }, "Reference: ", make("code", {}, found.id));
  return [list, talk, make("div", { class: "row" }, reference, navigator.clipboard && copy)];
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
  if (typeof value === "object") return Object.entries(value).filter(([key]) => key !== "channel").map(([key, one]) => `${fromId(key)}: ${wordsOf(key, one, title)}`);
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
  const words = Object.entries(rest).map(([key, one]) => wordsOf(key, one, title)).filter(Boolean).join(": ");
  const when = clock(/** @type {string} */ (at));
  return when ? `${when} – ${words}` : words;
}

/**
 * @param {string} key
 * @param {unknown} value
 * @param {Title} title
 * @returns {string}
 */
function wordsOf(key, value, title) {
  if (value === null || value === undefined || value === "") return "";
  const words = Array.isArray(value) ? value.map(String).join(", ") : String(value);
  if (key === "step_id") return title(words);
  if (key === "result") return say(RESULTS, words);
  if (key === "said_as") return `“${words}”`;
  if (key === "author") return say(AUTHORS, words);
  return (key === "state" && say(STATES, words)) || words;
}

/**
 * @param {Element[]} parts headings and the lines below them
 * @param {HTMLElement} button
 */
async function copyText(parts, button) {
  const lines = parts.map((one) => (["DT", "SUMMARY"].includes(one.tagName) ? `\n${one.textContent}:` : one.textContent));
  try {
    await navigator.clipboard.writeText(lines.join("\n").trim());
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }
}
