/** Shows a conversation again after the page was loaded anew, from what the server kept of it. */

import { readConversation } from "./conversations.js";
import { part } from "./dom.js";
import { forget, recall } from "./session.js";
import { markCards } from "./steps.js";
import { Trouble, lostLine } from "./trouble.js";
import { messageTurn, questionTurn, troubleTurn } from "./turns.js";
import { say, stepName, t } from "./words.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Attempt} Attempt
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {InstanceType<typeof import("./talk.js").Talk>} Talk
 */

/**
 * Bring back what this tab was talking about, and the question that still waits.
 * @param {Talk} talk
 */
export async function restore(talk) {
  const { conversation, waiting } = recall();
  if (conversation && !(await reload(conversation, talk))) return;
  if (!waiting) return;
  const { message, attempts } = waiting.body;
  const words = message || (attempts ?? []).map((one) => reportWords(one, talk.hooks.title)).join("; ");
  talk.run(waiting.body, waiting.key, talk.add(questionTurn(words)));
}

/**
 * Read a conversation from the server and show it.
 * @param {string} conversation
 * @param {Talk} talk
 * @returns {Promise<boolean>} whether it is there
 */
async function reload(conversation, talk) {
  const { epoch } = talk;
  talk.setBusy(true);
  try {
    const turns = await readConversation(conversation);
    if (epoch === talk.epoch) replay(turns, talk);
    return epoch === talk.epoch;
  } catch (error) {
    const trouble = error instanceof Trouble ? error : lostLine();
    if (trouble.kind === "gone") forget();
    else talk.add(troubleTurn(trouble, [[t("load_again"), () => { part(talk.root, "log").replaceChildren(); restore(talk); }]]));
    return false;
  } finally {
    talk.setBusy(false);
  }
}

/**
 * Add every turn to the log, the oldest first.
 * @param {Turn[]} turns
 * @param {Talk} talk
 */
function replay(turns, talk) {
  turns.forEach((one, i) => talk.add(nodeOf(one, turns[i + 1], talk)));
  markCards(talk.log, talk.attempts);
}

/**
 * Build a turn again. What only the newest entry shows goes.
 * @param {Turn} one
 * @param {Turn | undefined} next
 * @param {Talk} talk
 */
export function nodeOf({ at, author, message, answer }, next, talk) {
  talk.settle();
  if (author === "user") return questionTurn(message || pressed(next?.answer, talk));
  if (author === "assistant" && answer) return talk.answerTurn(answer);
  talk.follow.know(at, message);
  if (author === "agent") talk.withPerson(true);
  return messageTurn(author === "agent" ? "agent" : "assistant", message);
}

/**
 * Say which button was pressed, from what the next answer knew more than the one before.
 * @param {Answer | null | undefined} next
 * @param {Talk} talk
 */
function pressed(next, talk) {
  const known = new Set(talk.attempts.map(pair));
  const news = (next?.attempts ?? []).filter((one) => !known.has(pair(one)));
  return news.map((one) => reportWords(one, talk.hooks.title)).join("; ") || t("reported");
}

/** @param {Attempt} attempt */
function pair({ step_id, variant, result }) {
  return JSON.stringify([step_id, variant, result]);
}

/**
 * Say a report as the person would ("Clear your browser cache: did not work").
 * @param {Attempt} attempt
 * @param {(id: string) => string} title
 */
function reportWords({ step_id, variant, result }, title) {
  return `${stepName(title(step_id), variant)}: ${say("results", result)}`;
}
