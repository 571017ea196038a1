/** One answer as nodes: its words, the steps as cards, what is held back, sources, the way to a person, feedback. */

import { icon, make, pressable } from "./dom.js";
import { escalationBlock } from "./escalation.js";
import { blockNode, parse } from "./markdown.js";
import { notifyBlock } from "./notify.js";
import { post } from "./server.js";
import { sources } from "./sources.js";
import { attemptChips, stepCards, weave } from "./steps.js";
import { count, say, stepName, t } from "./words.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {object} Hooks
 * @property {import("./steps.js").Report} report a step's button was pressed
 * @property {(words: string) => void} reply a suggested reply was pressed
 * @property {(id: string) => string} title names a step by its id
 * @property {(words: string) => void} announce tells a screen reader
 * @property {() => void} person shows the way to a person
 * @property {() => void} awaited something may come later: look for it
 */

/**
 * Build an answer. Its last part, `.latest`, is for the newest answer only and goes when another comes.
 * @param {Answer} answer
 * @param {Hooks} hooks
 * @returns {HTMLElement[]}
 */
export function answerNodes(answer, hooks) {
  const held = withPerson(answer);
  const { list, marker } = sources(answer.citations);
  const reading = { marker, addresses: addresses(answer) };
  const { before, after } = weave(parse(answer.text), answer.steps);
  const words = make("div", { class: "words", lang: answer.language, dir: "auto" });
  words.append(...before.map((block) => blockNode(block, reading)));
  const cards = stepCards(answer, marker, hooks.report);
  if (cards) words.append(cards);
  words.append(...after.map((block) => blockNode(block, reading)));
  const parts = [
    words,
    answer.escalation && escalationBlock(answer.escalation, hooks.person),
    notifyBlock(answer, hooks),
    heldBack(answer),
    list,
    held ? null : feedback(answer, hooks),
    latest(answer, hooks),
  ];
  return parts.filter((one) => one !== null);
}

/**
 * Tell whether this is no answer but the word that a person has the conversation and will read what was said.
 * @param {Answer} answer
 */
export function withPerson({ outcome, escalation }) {
  return outcome === "escalated_requested" && !escalation;
}

/**
 * Collect where this answer may link to; an address that stands only in its words is not among them.
 * @param {Answer} answer
 */
function addresses({ status, citations, escalation }) {
  const all = [status, ...status.incidents, ...status.maintenances, ...citations].map(({ url }) => url);
  return new Set([...all, escalation?.contact_url ?? ""]);
}

/** The endings in which a person asks themselves why a step is missing. */
const WITH_STEPS = ["answered_steps", "answered_status", "escalated_requested", "escalated_exhausted"];

/** @param {Answer} answer */
function heldBack({ held_back: held, outcome }) {
  if (!held.length || !WITH_STEPS.includes(outcome)) return null;
  const rows = held.map(({ title, variant, reason }) => {
    const why = say("reasons", reason);
    return make("li", {}, make("bdi", {}, stepName(title, variant)), why && make("span", { class: "quiet" }, why));
  });
  return make("details", { class: "held" }, make("summary", {}, count(held.length, "left_out")), make("ul", {}, rows));
}

/**
 * @param {Answer} answer
 * @param {Hooks} hooks
 */
function latest(answer, hooks) {
  const chips = answer.suggested_replies.map((words) => pressable("chip", make("bdi", {}, words), () => hooks.reply(words)));
  const replies = chips.length ? make("div", { class: "chips", role: "group", "aria-label": t("replies_label") }, chips) : null;
  const known = attemptChips(answer.attempts, hooks.title);
  return known || replies ? make("div", { class: "latest" }, known, replies) : null;
}

/**
 * @param {Answer} answer
 * @param {Hooks} hooks
 */
function feedback(answer, { announce }) {
  const thanks = make("span", { class: "quiet" });
  const buttons = /** @type {const} */ (["up", "down"]).map((rating) => {
    const press = async () => {
      const sent = await vote(answer.id, rating);
      if (sent) for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      thanks.textContent = t(sent ? "thanks" : "not_sent");
      announce(thanks.textContent);
    };
    const button = pressable(`thumb ${rating}`, icon("thumb"), press, { "aria-pressed": "false", "aria-label": t(rating), title: t(rating) });
    return button;
  });
  return make("div", { class: "feedback" }, make("span", {}, t("helpful")), buttons, thanks);
}

/**
 * Send a vote; the last one counts.
 * @param {string} id
 * @param {"up" | "down"} rating
 * @returns {Promise<boolean>} whether it arrived
 */
function vote(id, rating) {
  return post("/v1/feedback", { answer_id: id, rating })
    .then((response) => response.ok)
    .catch(() => false);
}
