/** "Explain this answer": the trace of one answer, as the server kept it. */

import { make, nodes } from "./chat/dom.js";
import { clock, say } from "./chat/words.js";
import { openDialog } from "./dialogs.js";
import { readExplanation } from "./wire.js";

/** @typedef {Record<string, any>} Trace */

/** What the decision rested on, in the order in which it is read. */
const FACTS = {
  reason: "Why it ended so",
  outcome: "Outcome",
  verdict_row: "Row of the verdict table",
  intent: "Intent",
  symptom: "Symptom",
  area: "Area",
  language: "Language",
  confidence: "Confidence",
  query: "Searched for",
  facts: "Facts heard",
  signs: "Signs heard",
  mode: "Searched by",
  generation: "Generation of the guide",
};

/** @param {string} id of an answer */
export async function explain(id) {
  const body = make("div", { class: "trace", "aria-busy": "true" }, make("p", { class: "quiet", role: "status" }, "Reading the trace…"));
  openDialog("How this answer came about", "explain", body);
  try {
    const found = await readExplanation(id);
    body.replaceChildren(...traceNodes({ ...found, ...found.trace }));
  } catch (error) {
    body.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
  }
  body.removeAttribute("aria-busy");
}

/** @param {Trace} trace */
function traceNodes(trace) {
  return nodes([
    decision(trace),
    statusPart(trace.status ?? trace.status_report),
    hits("Hits", list(trace.hits)),
    hits("Rejected hits", list(trace.rejected)),
    table("Checks", ["Check", "Passed", "Detail"], list(trace.checks).map((one) => [one.name, one.passed ? "yes" : "no", one.detail ?? ""])),
    table("Timings", ["Stage", "Milliseconds"], Object.entries(trace.timings ?? {}).map(([stage, seconds]) => [stage, (Number(seconds) * 1000).toFixed(1)])),
  ]);
}

/** @param {unknown} value @returns {any[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {Trace} trace */
function decision(trace) {
  const rows = Object.entries(FACTS).flatMap(([key, name]) => {
    const words = key === "outcome" ? say("outcomes", trace[key]) || trace[key] : list(trace[key]).join(", ") || trace[key];
    return words === null || words === undefined || words === "" || typeof words === "object" ? [] : [make("dt", {}, name), make("dd", { dir: "auto" }, words)];
  });
  return make("section", {}, make("h3", {}, "Decision"), make("dl", {}, ...rows));
}

/** @param {any} status */
function statusPart(status) {
  if (!status || typeof status !== "object") return null;
  const words = [say("states", status.state) || status.state, status.checked_at && `read at ${clock(status.checked_at)}`, status.freshness].filter(Boolean).join(", ");
  const open = list(status.incidents).map((one) => make("li", { dir: "auto" }, one.title));
  return make("section", {}, make("h3", {}, "Status report"), make("p", {}, words), status.summary && make("p", { class: "quiet", dir: "auto" }, status.summary), open.length ? make("ul", {}, open) : null);
}

/**
 * @param {string} title
 * @param {any[]} found
 */
function hits(title, found) {
  const rank = (/** @type {number | null} */ n) => (n === null || n === undefined ? "–" : n);
  const rows = found.map((one) => [one.section ?? one.chunk_id, Number(one.score).toFixed(3), rank(one.dense_rank), rank(one.lexical_rank)]);
  return table(title, ["Section", "Score", "Rank by meaning", "Rank by words"], rows);
}

/**
 * Build a table that scrolls by itself on a narrow screen; null without rows.
 * @param {string} title
 * @param {string[]} heads
 * @param {(string | number)[][]} rows
 */
function table(title, heads, rows) {
  if (!rows.length) return null;
  const head = make("tr", {}, heads.map((one) => make("th", { scope: "col" }, one)));
  const body = rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), rest.map((one) => make("td", {}, one))));
  const inner = make("table", {}, make("thead", {}, head), make("tbody", {}, body));
  return make("section", {}, make("h3", {}, `${title} (${rows.length})`), make("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": title }, inner));
}
