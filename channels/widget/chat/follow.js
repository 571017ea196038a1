/** Looks for what comes unasked: an agent's reply, the word that an incident is over, another tab's turns. */

import { readConversation } from "./conversations.js";
import { nodeOf } from "./replay.js";
import { recall, remember } from "./session.js";
import { t } from "./words.js";

/**
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {InstanceType<typeof import("./talk.js").Talk>} Talk
 */

const LOOK_MS = 5_000;
/** An agent may also write to who did not ask for one. */
const GLANCE_MS = 30_000;

/** Watches one conversation while something may still come of it. */
export class Follow {
  /** @param {Talk} talk */
  constructor(talk) {
    this.talk = talk;
    /** @type {Set<string>} */
    this.known = new Set();
    this.timer = 0;
  }

  /** Look now and then from now on, after a reload too. */
  begin() {
    remember({ awaited: true });
    this.every(LOOK_MS);
  }

  /** Look seldom, unless something is awaited. */
  glance() {
    this.every(recall().awaited ? LOOK_MS : GLANCE_MS);
  }

  /** @param {number} milliseconds */
  every(milliseconds) {
    clearInterval(this.timer);
    if (!this.talk.root.host.isConnected) return; // an answer may come after the element has left the page
    this.timer = setInterval(() => this.look().catch(({ kind }) => kind === "gone" && this.pause()), milliseconds);
  }

  /** Look no more for now. */
  pause() {
    clearInterval(this.timer);
  }

  /** Look no more, and know nothing. */
  end() {
    this.pause();
    this.known.clear();
  }

  /**
   * Remember a message that is shown.
   * @param {string} at
   * @param {string} message
   */
  know(at, message) {
    this.known.add(`${at} ${message}`);
  }

  /** Read the conversation, and show what is new in it. @throws {Error} where it could not be read */
  async look() {
    const { conversation } = recall();
    const { epoch } = this.talk;
    if (!conversation || document.hidden || this.talk.busy) return;
    const turns = await readConversation(conversation);
    if (epoch !== this.talk.epoch || this.talk.busy) return;
    turns.forEach((turn, i) => this.isNew(turn) && this.show(turn, turns[i - 1], turns[i + 1]));
  }

  /** @param {Turn} turn */
  isNew({ at, author, message, answer }) {
    if (author === "user") return false;
    return answer ? !this.talk.shown.has(answer.id) : !this.known.has(`${at} ${message}`);
  }

  /**
   * Add a turn; an answer that was asked for elsewhere brings its question along.
   * @param {Turn} turn
   * @param {Turn | undefined} before
   * @param {Turn | undefined} after
   */
  show(turn, before, after) {
    if (turn.answer && before?.author === "user") this.talk.add(nodeOf(before, turn, this.talk));
    const node = this.talk.add(nodeOf(turn, after, this.talk));
    if (turn.author === "agent") this.begin();
    if (!this.talk.moved) this.talk.bringUp(node);
    this.talk.page.news(t("new_turn", { words: turn.answer ? t("ready") : turn.message.slice(0, 200) }));
  }
}
