/** What the guide lacks: groups of questions, and asking them again once there is a section. */

import { make } from "/assist/chat/dom.js";
import { call } from "/assist/signin.js";
import { nothing, section } from "./parts.js";
import { behind, table } from "./table.js";
import { count, day, moment, named, share } from "./wording.js";

/** @typedef {import("./types.js").Gap} Gap */

const FIRST = 8;

/**
 * @param {import("./types.js").Insights} found
 * @param {number} days
 * @param {(words: string) => void} announce
 * @returns {HTMLElement}
 */
export function gaps({ gaps: told, gaps_left_out: more }, days, announce) {
  const lede = "Questions that were declined, stayed unclear or were voted down, put together by what they are about. Write a section, index the guide, then mark the gap: its questions are asked again.";
  if (!told.length) return section("gaps", "What the guide lacks", lede, nothing("No open questions in this time. One that the guide does not settle appears here at once."));
  const list = make("ol", { class: "gaps" }, told.slice(0, FIRST).map((gap) => entry(gap, announce)));
  const rest = told.slice(FIRST);
  const all = make("button", { type: "button", class: "second" }, `Show ${count(rest.length, "smaller gap")}`);
  all.addEventListener("click", () => {
    const added = rest.map((gap) => entry(gap, announce));
    list.append(...added);
    all.remove();
    /** @type {HTMLElement} */ (added[0].querySelector("h3")).focus();
  });
  const rows = told.map((gap) => [gap.heading, gap.size, gap.nearest ? `${gap.nearest.section} (${share(gap.nearest.score)})` : "–", gap.covered_at ? day(gap.covered_at) : "–"]);
  return section(
    "gaps",
    "What the guide lacks",
    lede,
    list,
    rest.length > 0 && all,
    more > 0 && make("p", { class: "quiet" }, `${count(more, "more gap")} of one or a few questions are left out here.`),
    behind("gaps", days, "Gaps in numbers", () => table("Gaps in numbers", ["Gap", "Questions", "Nearest section", "Marked as covered"], rows)),
  );
}

/**
 * @param {Gap} gap
 * @param {(words: string) => void} announce
 * @returns {HTMLElement}
 */
function entry(gap, announce) {
  const place = make("li", { class: "gap" });
  const mark = make("button", { type: "button", class: "second mark" }, gap.covered_at ? "Ask again" : "Mark as covered", make("span", { class: "unseen" }, `: ${gap.heading}`));
  const trouble = make("p", { class: "trouble", role: "alert" });
  mark.addEventListener("click", async () => {
    if (mark.getAttribute("aria-disabled") === "true") return;
    mark.setAttribute("aria-disabled", "true");
    trouble.textContent = "";
    const covered = await cover(gap.id);
    if (typeof covered === "string") {
      mark.setAttribute("aria-disabled", "false");
      trouble.textContent = covered;
      return;
    }
    const renewed = entry(covered, announce);
    place.replaceWith(renewed);
    announce(result(covered));
    /** @type {HTMLElement} */ (renewed.querySelector("h3")).focus();
  });
  const reasons = gap.reasons.map((reason) => make("li", {}, `${named(reason)}${gap.counts[reason] > 1 ? ` ×${gap.counts[reason]}` : ""}`));
  place.append(
    make("div", { class: "gap-head" }, make("h3", { tabindex: "-1" }, gap.heading), make("span", { class: "size" }, count(gap.size, "question"))),
    make("ul", { class: "tags" }, reasons, gap.language !== "en" && make("li", {}, gap.language), make("li", {}, gap.size > 1 ? `${day(gap.first_at)} – ${day(gap.last_at)}` : day(gap.last_at))),
    examples(gap),
    nearest(gap),
    ...(gap.covered_at ? [covering(gap)] : []),
    mark,
    trouble,
  );
  return place;
}

/** @param {Gap} gap */
function examples({ examples: told, language }) {
  const [first, ...others] = told.map((text) => make("q", { lang: language }, text));
  if (!others.length) return make("p", { class: "example" }, first);
  return make("div", { class: "example" }, first, make("details", {}, make("summary", {}, `${count(others.length, "more way")} to ask it`), make("ul", {}, others.map((one) => make("li", {}, one)))));
}

/** @param {Gap} gap */
function nearest({ nearest: near }) {
  if (!near) return make("p", { class: "quiet" }, "Nothing in the guide comes near.");
  return make("p", { class: "quiet" }, "Nearest section: ", make("strong", {}, near.section), `, ${share(near.score)} alike`);
}

/** @param {Gap} gap */
function covering(gap) {
  const { rerun } = gap;
  const since = gap.since_covered ? ` Asked ${count(gap.since_covered, "time")} again since.` : "";
  const items = rerun?.items ?? [];
  return make(
    "div",
    { class: `covering ${rerun && rerun.still === 0 && !gap.since_covered ? "settled" : "open"}` },
    make("p", {}, `${result(gap)}${since}`),
    rerun && make("p", { class: "quiet" }, `Asked of generation ${rerun.generation}, ${moment(rerun.at)}.`),
    items.length > 0 && table("What came of asking again", ["Question", "Before", "Now"], items.map(({ text, before, after, flipped }) => [text, named(before), make("span", { class: flipped ? "yes" : "no" }, `${flipped ? "✓" : "✗"} ${named(after)}`)])),
  );
}

/** @param {Gap} gap */
function result({ rerun, covered_at }) {
  if (!rerun) return `Marked as covered ${covered_at ? day(covered_at) : ""}.`;
  if (!rerun.still) return `Covered: the guide answers ${rerun.flipped === 1 ? "the question" : `all ${rerun.flipped} questions`} now.`;
  if (!rerun.flipped) return `Not covered yet: the guide still answers none of ${count(rerun.still, "question")}.`;
  return `Partly covered: ${rerun.flipped} answered now, ${rerun.still} still not.`;
}

/**
 * @param {string} id
 * @returns {Promise<Gap | string>} a string says what is wrong
 */
async function cover(id) {
  const response = await call(`/v1/insights/gaps/${encodeURIComponent(id)}/covered`, { method: "POST" }).catch(() => null);
  if (response?.ok) return response.json();
  if (response?.status === 404) return "These questions are gone meanwhile. Read the page anew.";
  return "That did not work just now. Please try again.";
}
