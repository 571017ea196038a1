/** What is known about the case: the verdict, the status page, what was tried, what to ask, who else has it. */

import { icon, link, make, pressable, webAddress } from "./chat/dom.js";
import { ago, clock, fromId, say, stepName } from "./chat/words.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./types.js").Attempt} Attempt
 * @typedef {import("./types.js").Status} Status
 * @typedef {{question: (words: string) => void, open: (ref: string) => void, waiting: (() => void) | null}} Acts
 */

/** @type {Record<string, Parameters<typeof icon>[0]>} */
const SIGNS = { ok: "ok", degraded: "caution", outage: "outage", maintenance: "caution", recovering: "recovering", unknown: "unknown" };
const MOST_NEWS = 3;

/**
 * @param {string} title
 * @param {string} kind
 * @param {...(import("./chat/dom.js").Child | import("./chat/dom.js").Child[])} children
 */
function card(title, kind, ...children) {
  return make("section", { class: `card ${kind}`, "aria-label": title }, make("h3", {}, title), ...children);
}

/** @param {Suggestion} brief @param {Acts} acts */
export function summaryCard({ summary }, acts) {
  return card("Summary", "summary", make("p", { dir: "auto" }, summary), acts.waiting && pressable("second", "Message everyone waiting", acts.waiting, { id: "broadcast" }));
}

/** What speaks for all this, one line each. @param {Suggestion} brief */
export function evidenceCard({ evidence }) {
  if (!evidence.length) return null;
  return card("Evidence", "", make("ul", { class: "evidence" }, evidence.map((one) => make("li", { dir: "auto" }, one))));
}

/** The verdict with its reasons, and the status report with its age. @param {Suggestion} brief */
export function statusCard({ verdict, status }) {
  const state = Object.hasOwn(SIGNS, status.state) ? status.state : "unknown";
  const judged = say("verdicts", `${verdict.scope} ${verdict.certainty}`);
  const reasons = verdict.reasons.map((one) => make("li", { dir: "auto" }, one));
  const page = webAddress(status.url) ? link(status.url, [make("bdi", {}, status.source)]) : make("bdi", {}, status.source);
  return make(
    "section",
    { class: "card status", "data-state": state, "aria-label": "Status and verdict" },
    make("h3", {}, icon(SIGNS[state]), say("states", state)),
    judged && make("p", { class: "judged" }, judged),
    reasons.length ? make("ul", { class: "evidence" }, reasons) : null,
    news(status),
    state === "unknown" && status.summary && make("p", { class: "quiet", dir: "auto" }, status.summary),
    make("p", { class: "quiet" }, page, make("span", { class: "age" }, age(status))),
  );
}

/** @param {Status} status */
function age({ age_seconds: seconds, checked_at: checked, freshness }) {
  if (seconds === null || checked === null) return ", not read";
  return `, read ${ago(seconds)} (${clock(checked)})${freshness === "fresh" ? "" : ", may be out of date"}`;
}

/** @param {Status} status */
function news({ incidents, maintenances }) {
  const running = maintenances.filter(({ state }) => state === "in_progress").map((one) => ({ ...one, started_at: one.starts_at, latest_update: "" }));
  const open = [...incidents, ...running].slice(0, MOST_NEWS);
  if (!open.length) return null;
  return make("ul", { class: "news" }, open.map((one) => make(
    "li",
    {},
    link(one.url, [make("bdi", {}, one.title)]),
    make("span", { class: "quiet" }, ` ${[say("incidents", one.state), clock(one.started_at) && `since ${clock(one.started_at)}`].filter(Boolean).join(", ")}`),
    one.latest_update && make("q", { class: "provider", dir: "auto" }, one.latest_update),
  )));
}

/** @param {Suggestion} brief */
export function attemptsCard({ attempts }) {
  if (!attempts.length) return card("Tried so far", "attempts", make("p", { class: "quiet" }, "Nothing was reported yet."));
  return card("Tried so far", "attempts", make("ul", {}, attempts.map(attempt)));
}

/** @param {Attempt} tried */
function attempt({ step_id, title, variant, result, said_as, at }) {
  const when = clock(at);
  return make(
    "li",
    { "data-result": say("results", result) ? result : "unclear" },
    make("strong", {}, stepName(title || fromId(step_id), variant)),
    make("span", { class: "result" }, say("results", result) || say("results", "unclear")),
    (said_as || when) && make("span", { class: "quiet" }, said_as && make("q", { dir: "auto" }, said_as), said_as && when && ", ", when),
  );
}

/** The next best step and why, and what is worth asking. @param {Suggestion} brief @param {Acts} acts */
export function nextCard({ next_step: next, missing_information: missing }, acts) {
  if (!next && !missing.length) return null;
  const step = next && [
    make("p", {}, make("strong", { dir: "auto" }, stepName(next.title, next.variant))),
    make("p", { dir: "auto" }, next.text),
    make("p", { class: "quiet" }, "Why: ", next.why),
  ];
  const questions = missing.map((one) => make("li", {}, pressable("chip", one.question, () => acts.question(one.question), { title: `Would tell: ${one.about}` })));
  const asking = missing.length ? [make("h4", {}, "Worth asking"), make("ul", { class: "chips" }, questions)] : [];
  return card(next ? "Next best step" : "Worth asking", "next", ...(step || []), ...(next ? asking : asking.slice(1)));
}

/** @param {Suggestion} brief @param {Acts} acts */
export function similarCard({ similar }, acts) {
  if (!similar.length) return null;
  const rows = similar.map((one) => make("li", {}, pressable("plain", make("code", {}, one.conversation), () => acts.open(one.conversation)), make("span", { class: "quiet" }, [say("outcomes", one.outcome ?? ""), clock(one.at)].filter(Boolean).join(", "))));
  return card(`Same symptom in the last hour (${similar.length})`, "similar", make("ul", {}, rows));
}
