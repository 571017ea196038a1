/** The conversation: one question at a time, its answer, and what can come between the two. */

import { answerNodes, withPerson } from "./answer.js";
import { ask, newKey } from "./ask.js";
import { eraseConversation } from "./conversations.js";
import { part } from "./dom.js";
import { Follow } from "./follow.js";
import { forget, recall, remember } from "./session.js";
import { markCards } from "./steps.js";
import { Trouble, lostLine, wordsFor } from "./trouble.js";
import { pendingTurn, questionTurn, troubleTurn, turn } from "./turns.js";
import { againIn, count, fromId, say, t } from "./words.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Attempt} Attempt
 * @typedef {import("./types.js").Body} Body
 * @typedef {import("./types.js").Message} Message
 * @typedef {{announce: (words: string) => void, answered: (answer: Answer) => void, refused: (words: string) => void,
 *   news: (words: string) => void, person: () => void, locale: string}} Around
 *   what happens around the conversation: tell a screen reader, read the status again, take words back, show that
 *   something came unasked, show the way to a person
 */

/** A browser may name a language that is no BCP 47 tag. */
const LOCALE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** The conversation of this tab. */
export class Talk {
  /**
   * @param {ShadowRoot} root
   * @param {Around} page
   */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.log = part(root, "log");
    this.scroller = part(root, "scroll");
    this.busy = false;
    /** @type {Map<string, string>} */
    this.titles = new Map();
    /** @type {Attempt[]} */
    this.attempts = [];
    /** @type {Set<string>} */
    this.shown = new Set();
    this.epoch = 0;
    this.moved = false;
    for (const event of ["wheel", "touchmove"]) this.scroller.addEventListener(event, () => (this.moved = true), { passive: true });
    this.hooks = {
      report: (/** @type {Attempt} */ attempt, /** @type {string} */ title) => this.report(attempt, title),
      reply: (/** @type {string} */ words) => this.send({ message: words }, words),
      title: (/** @type {string} */ id) => this.titles.get(id) ?? fromId(id),
      announce: page.announce,
      person: page.person,
      awaited: () => this.follow.begin(),
    };
    this.follow = new Follow(this);
  }

  /**
   * Send words, or a pressed button with its words.
   * @param {Message} message
   * @param {string} words
   * @param {{focus?: boolean}} [how] `focus` is false where the pressed button stays and keeps it
   * @returns {boolean} false while an answer is still on its way
   */
  send(message, words, { focus = true } = {}) {
    if (this.waits()) return false;
    const question = this.add(questionTurn(words));
    this.moved = false;
    this.bringUp(question);
    if (focus) question.focus({ preventScroll: true });
    this.run(bodyOf(message, this.page.locale), newKey(), question);
    return true;
  }

  /** Tell whether an answer is still on its way, and say so. */
  waits() {
    if (this.busy) this.page.announce(t("one_moment"));
    return this.busy;
  }

  /**
   * @param {Attempt} attempt
   * @param {string} title
   */
  report(attempt, title) {
    const same = (/** @type {Attempt} */ one) => one.step_id === attempt.step_id && one.variant === attempt.variant;
    if (this.attempts.find(same)?.result === attempt.result) return; // pressed again: it is known
    const known = this.attempts.filter((one) => !same(one));
    const sent = this.send({ message: "", attempts: [attempt] }, `${title}: ${say("results", attempt.result)}`, { focus: false });
    if (sent) markCards(this.log, [...known, attempt]);
  }

  /**
   * Follow one question to its end.
   * @param {Body} body
   * @param {string} key
   * @param {HTMLElement} question
   */
  async run(body, key, question) {
    const epoch = this.epoch;
    this.setBusy(true);
    remember({ waiting: { body, key }, open: !part(this.root, "panel").hidden });
    this.settle();
    const pending = pendingTurn(this.page.announce);
    this.add(pending.node);
    this.page.announce(t("sent"));
    try {
      const answer = await ask(body, key, listeners(pending));
      if (epoch === this.epoch) this.answered(answer, pending.node, question);
      else eraseConversation(answer.conversation_id); // started over meanwhile: nothing of it may stay
    } catch (error) {
      if (epoch === this.epoch) this.failed(error instanceof Trouble ? error : lostLine(), { body, key, question, node: pending.node });
    } finally {
      pending.done();
      if (epoch === this.epoch) this.setBusy(false);
    }
  }

  /**
   * @param {Answer} answer
   * @param {HTMLElement} node
   * @param {HTMLElement} question
   */
  answered(answer, node, question) {
    remember({ conversation: answer.conversation_id, waiting: null });
    if (this.shown.has(answer.id)) {
      question.remove(); // asked again after a reload, and the answer had been kept all the same
      node.remove();
      return;
    }
    node.replaceWith(this.answerTurn(answer));
    markCards(this.log, this.attempts);
    if (!this.moved) this.bringUp(question); // before the answer there was no room for this
    const parts = [answer.steps.length && count(answer.steps.length, "n_steps"), answer.citations.length && count(answer.citations.length, "n_sources")];
    this.page.announce(withPerson(answer) ? answer.text : [t("ready"), ...parts.filter(Boolean)].join(", "));
    if (answer.escalation || withPerson(answer)) this.follow.begin();
    else this.follow.glance();
    this.page.answered(answer);
  }

  /** @param {Answer} answer */
  answerTurn(answer) {
    this.shown.add(answer.id);
    this.withPerson(withPerson(answer));
    this.attempts = answer.attempts;
    for (const { id, title } of [...answer.held_back, ...answer.steps]) this.titles.set(id, title);
    for (const { chunk_id, section } of answer.citations) this.titles.set(chunk_id, section);
    return turn("assistant", ...answerNodes(answer, this.hooks));
  }

  /**
   * @param {Trouble} trouble
   * @param {{body: Body, key: string, question: HTMLElement, node: HTMLElement}} sent
   */
  failed(trouble, { body, key, question, node }) {
    const again = (newBody = body, newer = key) => {
      if (this.waits()) return;
      if (shown.contains(this.root.activeElement)) question.focus({ preventScroll: true });
      shown.remove();
      this.run(newBody, newer, question);
    };
    const fresh = () => {
      remember({ conversation: null });
      again({ ...body, conversation_id: null }, newKey());
    };
    const edit = () => {
      shown.remove();
      question.remove();
      this.page.refused(body.message);
    };
    const shown = troubleTurn(trouble, actionsFor(trouble, { again: () => again(), fresh, edit, words: body.message }));
    node.replaceWith(shown);
    if (trouble.kind === "refused") {
      remember({ waiting: null });
      markCards(this.log, this.attempts);
    }
    const waits = () => shown.isConnected && shown.querySelector(".latest");
    if (["offline", "unreachable"].includes(trouble.kind)) addEventListener("online", () => waits() && again(), { once: true });
    const { title, advice } = wordsFor(trouble);
    this.page.announce(`${title}. ${advice} ${trouble.seconds ? againIn(trouble.seconds) : ""}`);
  }

  /**
   * Erase the conversation here and on the server.
   * @returns {Promise<boolean>} false where the server could not be reached; then nothing is erased
   */
  async startOver() {
    const { conversation } = recall();
    if (conversation && !(await eraseConversation(conversation))) return false;
    this.epoch += 1;
    forget();
    this.attempts = [];
    this.titles.clear();
    this.shown.clear();
    this.follow.end();
    this.log.replaceChildren();
    this.withPerson(false);
    this.setBusy(false);
    part(this.root, "panel").dataset.begun = "false";
    return true;
  }

  /** Bring an entry to the top of what is seen; the page around does not move. @param {HTMLElement} entry */
  bringUp(entry) {
    this.scroller.scrollTop += entry.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - 8;
  }

  /** Take away what only the newest entry shows: suggested replies, chips, and the buttons of a trouble. */
  settle() {
    for (const old of this.log.querySelectorAll(".latest")) old.remove();
  }

  /**
   * @param {HTMLElement} entry
   * @returns {HTMLElement}
   */
  add(entry) {
    part(this.root, "panel").dataset.begun = "true";
    this.log.append(entry);
    return entry;
  }

  /** Say beside the field who answers now: a person, or as ever the assistant. @param {boolean} person */
  withPerson(person) {
    part(this.root, "with").hidden = !person;
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    part(this.root, "send").setAttribute("aria-disabled", String(busy));
    this.log.setAttribute("aria-busy", String(busy));
  }
}

/**
 * @param {Message} message
 * @param {string} wished
 * @returns {Body}
 */
function bodyOf(message, wished) {
  const locale = LOCALE.test(wished) ? wished : "en";
  return { ...message, conversation_id: recall().conversation ?? null, locale, channel: "widget" };
}

/**
 * @param {ReturnType<typeof pendingTurn>} pending
 * @returns {import("./ask.js").Listeners}
 */
function listeners(pending) {
  return {
    status: (status) => pending.say(t("reading", { status: say("states", status.state) || say("states", "unknown") })),
    sentence: (text) => pending.add(text),
    again: () => pending.clear(),
  };
}

/**
 * Choose what can be done about a trouble.
 * @param {Trouble} trouble
 * @param {{again: () => void, fresh: () => void, edit: () => void, words: string}} can
 * @returns {[string, () => void][]}
 */
function actionsFor(trouble, { again, fresh, edit, words }) {
  if (trouble.kind === "gone") return [[t("anew"), fresh]];
  if (trouble.kind === "refused") return words ? [[t("edit"), edit]] : [];
  return [[t("again"), again]];
}
