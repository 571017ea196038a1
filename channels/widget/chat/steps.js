/** The steps of an answer as numbered cards, each with the three buttons that report how it went. */

import { icon, make, pressable } from "./dom.js";
import { blockNode, parse, plain } from "./markdown.js";
import { say, stepName, t } from "./words.js";

/**
 * @typedef {import("./types.js").Step} Step
 * @typedef {import("./types.js").Attempt} Attempt
 * @typedef {import("./markdown.js").Block} Block
 * @typedef {(attempt: Attempt, title: string) => void} Report
 */

/** A step's words carry no markers and no links. */
const PLAIN = { marker: (/** @type {number} */ n) => document.createTextNode(`[${n}]`), addresses: new Set() };

/**
 * Take out of the text what a step's card says again, so that nothing is read twice, and tell where the cards go.
 *
 * A piece is taken only when all its words stand in one card; in doubt it stays.
 * @param {Block[]} blocks
 * @param {Step[]} steps
 * @returns {{before: Block[], after: Block[]}} the cards stand between the two
 */
export function weave(blocks, steps) {
  const cards = steps.map((step) => ` ${bare([step.section, step.text, t("care"), step.caution, stepName(step.title, step.variant)].join(" "))} `);
  const said = (/** @type {string} */ words) => cards.some((card) => sentences(words).every((one) => card.includes(` ${one} `)));
  const kept = blocks.map((block) => without(block, said));
  const first = kept.findIndex((block, i) => block !== blocks[i]);
  const cut = first < 0 ? blocks.length : first;
  const whole = (/** @type {(Block | null)[]} */ some) => /** @type {Block[]} */ (some.filter(Boolean));
  return { before: whole(kept.slice(0, cut)), after: whole(kept.slice(cut)) };
}

/**
 * @param {Block} block
 * @param {(words: string) => boolean} said
 * @returns {Block | null} the same block where nothing was taken
 */
function without(block, said) {
  if (block.kind !== "list") return said(block.text) ? null : block;
  const items = block.items.filter((item) => !said(item));
  if (items.length === block.items.length) return block;
  return items.length ? { ...block, items } : null;
}

/**
 * @param {string} words
 * @returns {string[]} its sentences as bare words
 */
function sentences(words) {
  return plain(words).split(/[.!?:;。！？।؟؛\n]+\s*/).map(bare).filter(Boolean);
}

/** @param {string} words */
function bare(words) {
  return words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * Build the cards of an answer, in the order offered.
 * @param {import("./types.js").Answer} answer
 * @param {(n: number) => Node} marker
 * @param {Report} report
 * @returns {HTMLElement | null}
 */
export function stepCards({ steps, text }, marker, report) {
  if (!steps.length) return null;
  const cards = steps.map((step) => card(step, text, marker, report));
  return make("ol", { class: "steps", "aria-label": t("steps_label") }, cards);
}

/**
 * @param {Step} step
 * @param {string} text of the answer
 * @param {(n: number) => Node} marker
 * @param {Report} report
 */
function card(step, text, marker, report) {
  const name = stepName(step.title, step.variant);
  const [first, ...rest] = parse(step.text);
  return make(
    "li",
    { class: "step", "data-step": step.id, "data-variant": step.variant ?? "" },
    make("h4", { dir: "auto" }, name, " ", marker(step.citation)),
    first && blockNode(first, PLAIN),
    rest.length > 0 && details(rest, text),
    step.caution && cautionLine(step.caution),
    buttons(step, name, report),
  );
}

/**
 * Fold what a step's text says beyond its first paragraph (where a menu is), unless the answer itself says it.
 * @param {Block[]} rest
 * @param {string} text of the answer
 */
function details(rest, text) {
  const [opening] = rest[0].kind === "list" ? rest[0].items : sentences(rest[0].text);
  const open = bare(plain(text)).includes(bare(opening));
  return make("details", { class: "more", open }, make("summary", {}, t("more_how")), rest.map((block) => blockNode(block, PLAIN)));
}

/** @param {string} caution */
function cautionLine(caution) {
  return make("p", { class: "caution" }, icon("caution"), make("span", { dir: "auto" }, make("strong", {}, t("care"), ": "), caution));
}

/**
 * @param {Step} step
 * @param {string} name
 * @param {Report} report
 */
function buttons(step, name, report) {
  const signs = /** @type {const} */ ({ worked: "check", did_not_work: "cross", cannot_do: "minus" });
  const all = Object.entries(signs).map(([result, drawing]) => {
    const press = () => report({ step_id: step.id, variant: step.variant, result }, name);
    return pressable("report", [icon(drawing), say("reports", result)], press, { "data-result": result, "aria-pressed": "false" });
  });
  return make("div", { class: "reports", role: "group", "aria-label": t("how_did_it_go", { step: name }) }, all);
}

/**
 * Show on every card in `place` what is known of its step.
 * @param {HTMLElement} place
 * @param {Attempt[]} attempts
 */
export function markCards(place, attempts) {
  for (const card of place.querySelectorAll("li.step")) {
    const { step, variant } = /** @type {HTMLElement} */ (card).dataset;
    const known = attempts.find((one) => one.step_id === step && (one.variant === null || one.variant === variant || !variant));
    for (const button of card.querySelectorAll("button.report")) {
      const result = /** @type {HTMLElement} */ (button).dataset.result;
      button.setAttribute("aria-pressed", String(known?.result === result));
    }
  }
}

/**
 * Say what is known so far as chips.
 * @param {Attempt[]} attempts
 * @param {(id: string) => string} title
 * @returns {HTMLElement | null}
 */
export function attemptChips(attempts, title) {
  if (!attempts.length) return null;
  const chips = attempts.map(({ step_id, variant, result }) =>
    make("li", { class: "known" }, make("bdi", {}, stepName(title(step_id), variant)), make("span", {}, say("results", result))),
  );
  return make("div", { class: "attempts" }, make("h4", {}, t("tried")), make("ul", {}, chips));
}
