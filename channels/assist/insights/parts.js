/** The sections of the page but for the gaps; each is a picture with its numbers behind it. */

import { make } from "/assist/chat/dom.js";
import { dayBars, dayRows, legend } from "./days.js";
import { cut, picture } from "./draw.js";
import { behind, table } from "./table.js";
import { ENDINGS, OUTCOMES, RESULTS, VERDICTS, count, day, moment, named, share, whole } from "./wording.js";

/** @typedef {import("./types.js").Insights} Insights */

/**
 * @param {string} id
 * @param {string} title
 * @param {string} lede
 * @param {...(Node | null | false)} children
 * @returns {HTMLElement}
 */
export function section(id, title, lede, ...children) {
  return make("section", { class: "card", id, "aria-labelledby": `${id}-title` }, make("h2", { id: `${id}-title` }, title), make("p", { class: "quiet" }, lede), ...children);
}

/** @param {string} words */
export const nothing = (words) => make("p", { class: "nothing" }, words);

/** @param {Insights} found @param {number} days */
export function outcomes(found, days) {
  const lede = "Each answer of the assistant, by how it ended.";
  const rows = dayRows(found.outcomes, OUTCOMES);
  if (!rows.length) return section("outcomes", "How answers ended", lede, nothing("No conversations yet. As soon as somebody asks, their answers are counted here."));
  const told = `Answers for each day, by how they ended; ${count(rows.length, "day")} with answers. The table below has the numbers.`;
  return section(
    "outcomes",
    "How answers ended",
    lede,
    legend(found.outcomes, OUTCOMES),
    dayBars(found.outcomes, OUTCOMES, told),
    behind("outcomes", days, "Answers by day", () => table("Answers by day", ["Day", ...OUTCOMES.map(({ name }) => name)], rows)),
  );
}

/** @param {Insights} found @param {number} days */
export function verdicts(found, days) {
  const lede = "What people were told, with the incidents of the status page behind it. Red bands and many “nothing posted” answers together mean that the page was late.";
  const rows = dayRows(found.verdicts, VERDICTS);
  const posted = incidents(found);
  if (!rows.length) return section("verdicts", "Everyone, or just them", lede, nothing("No verdicts yet: nobody has asked."), posted);
  const told = `Verdicts for each day before ${count(found.incidents.length, "posted incident")}. The table below has the numbers.`;
  const back = { bands: found.incidents, states: found.status_timeline, to: found.to };
  return section(
    "verdicts",
    "Everyone, or just them",
    lede,
    legend(found.verdicts, VERDICTS),
    dayBars(found.verdicts, VERDICTS, told, back),
    posted,
    behind("verdicts", days, "Verdicts by day", () => table("Verdicts by day", ["Day", ...VERDICTS.map(({ name }) => name)], rows)),
  );
}

/** @param {Insights} found */
function incidents({ incidents: posted, status_timeline: states }) {
  const words = posted.length ? `${count(posted.length, "incident")} posted` : "No incident was posted in this time";
  if (!posted.length && !states.length) return make("p", { class: "quiet" }, `${words}.`);
  const open = make("span", { class: "key band" });
  return make(
    "details",
    { class: "plainly" },
    make("summary", {}, open, `${words}, ${count(states.length, "state")} of the page`),
    posted.length && table("Incidents", ["Incident", "Began", "Over"], [...posted].reverse().map(({ title, started_at, resolved_at }) => [title, moment(started_at), resolved_at ? moment(resolved_at) : "still open"])),
    states.length && table("States of the status page", ["From", "State"], [...states].reverse().map(({ at, state }) => [moment(at), named(state)])),
  );
}

/** @param {Insights} found @param {number} days */
export function deflection({ deflection: told }, days) {
  const lede = "Conversations that needed no person, counted soberly.";
  if (!told.conversations) return section("deflection", "Deflection", lede, nothing("No conversations to count yet."), make("p", { class: "quiet" }, told.definition));
  const parts = ENDINGS.map(({ kind, name, word }) => ({ kind, name, value: told.counts[word] ?? 0 }));
  const known = told.refs.map(({ ref, at, ending, sign }) => [make("code", {}, ref), moment(at), ENDINGS.find(({ word }) => word === ending)?.name ?? named(ending), sign]);
  const words = parts.filter(({ value }) => value).map(({ name, value }) => `${name}: ${value}`).join(", ");
  return section(
    "deflection",
    "Deflection",
    lede,
    make("p", { class: "figure" }, make("strong", {}, told.rate === null ? "–" : share(told.rate)), ` ${whole(told.counts.deflected ?? 0)} of ${count(told.conversations, "conversation")}`),
    bar(parts, told.conversations, words),
    keys(parts),
    make("p", { class: "quiet" }, told.definition),
    behind("deflection", days, "Conversations as they were counted", () => table("Conversations as they were counted", ["Reference", "Began", "Counted as", "Because"], known)),
  );
}

/** @param {Insights} found @param {number} days */
export function steps({ steps: told }, days) {
  const lede = "In how many conversations a step was offered, and what people said came of it. Most say nothing; they are not counted as a success.";
  if (!told.length) return section("steps", "Steps", lede, nothing("No step was offered or tried in this time."));
  const most = Math.max(1, ...told.map((step) => Math.max(step.offered, step.worked + step.did_not_work + step.other)));
  const head = ["Step", "Status then", "Offered", "Worked", "Did not work", "Could not, or unclear"];
  const rows = told.flatMap((step) => Object.entries(step.by_status).map(([state, tally]) => [title(step), named(state), tally.offered, tally.worked, tally.did_not_work, tally.other]));
  return section(
    "steps",
    "Steps",
    lede,
    make("ul", { class: "steps" }, told.slice(0, 12).map((step) => stepRow(step, most))),
    keys([...RESULTS.map(({ kind, name }) => ({ kind, name, value: 0 })), { kind: "line", name: "Offered, nothing said", value: 0 }], false),
    behind("steps", days, "Steps by what the status page said", () => table("Steps by what the status page said", head, rows)),
  );
}

/** @param {import("./types.js").Step} step */
const title = (step) => (step.variant ? `${step.title} (${step.variant})` : step.title);

/** @param {import("./types.js").Step} step @param {number} most */
function stepRow(step, most) {
  const said = RESULTS.map(({ kind, name, word }) => ({ kind, name, value: /** @type {any} */ (step)[word] }));
  const quiet = Math.max(0, step.offered - said.reduce((all, { value }) => all + value, 0));
  const parts = [...said, { kind: "line", name: "Offered, nothing said", value: quiet }];
  const words = `Offered in ${count(step.offered, "conversation")}; ${said.map(({ name, value }) => `${name.toLowerCase()}: ${value}`).join(", ")}`;
  const told = step.worked + step.did_not_work;
  return make("li", {}, make("span", { class: "what" }, title(step)), make("span", { class: "quiet" }, told ? `${share(step.worked / told)} of ${told} say it worked` : "nobody said"), bar(parts, most, words, 14));
}

/** @param {Insights} found @param {number} days */
export function feedback({ feedback: told }, days) {
  const lede = "The last vote on each answer.";
  const total = Object.values(told.counts).reduce((all, value) => all + value, 0);
  if (!total) return section("feedback", "Votes", lede, nothing("Nobody has voted yet."));
  const kinds = { up: "good", solved: "fact", not_solved: "unclear", down: "declined" };
  const parts = Object.entries(kinds).map(([word, kind]) => ({ kind, name: named(word), value: told.counts[word] ?? 0 }));
  const rows = Object.entries(told.by_outcome).map(([outcome, counts]) => [named(outcome), ...Object.keys(kinds).map((word) => counts[word] ?? 0)]);
  return section(
    "feedback",
    "Votes",
    lede,
    bar(parts, total, parts.map(({ name, value }) => `${name}: ${value}`).join(", ")),
    keys(parts),
    told.comments.length > 0 && make("ul", { class: "comments" }, told.comments.slice(0, 5).map(({ text, rating, at }) => make("li", {}, make("q", {}, text), make("span", { class: "quiet" }, ` ${named(rating)}, ${day(at)}`)))),
    behind("feedback", days, "Votes by how the answer ended", () => table("Votes by how the answer ended", ["Answer", ...Object.keys(kinds).map(named)], rows)),
  );
}

/**
 * @param {{kind: string, name: string, value: number}[]} parts
 * @param {number} total
 * @param {string} words
 * @param {number} [height]
 */
export function bar(parts, total, words, height = 26) {
  return picture(words, height, (width) => cut(parts, total, width, height));
}

/**
 * @param {{kind: string, name: string, value: number}[]} parts
 * @param {boolean} [sums]
 */
export function keys(parts, sums = true) {
  return make("ul", { class: "legend" }, parts.map(({ kind, name, value }) => make("li", {}, make("span", { class: `key ${kind}` }), name, sums && make("strong", {}, whole(value)))));
}
