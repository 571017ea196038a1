/** The right side: asks for a suggestion, keeps it honest about its age, and shows what it rests on. */

import { icon, make, nodes, pressable } from "./chat/dom.js";
import { broadcastDialog } from "./broadcast.js";
import { Draft } from "./draft.js";
import { explain } from "./explain.js";
import { attemptsCard, evidenceCard, nextCard, similarCard, statusCard, summaryCard } from "./facts.js";
import { every } from "./watch.js";
import { readFreshness, Refused, suggest } from "./wire.js";

/**
 * @typedef {import("./types.js").Subject} Subject
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./draft.js").Words} Words
 * @typedef {{insert: (words: Words) => void, copy: (words: Words) => void, open: (ref: string) => void, insertLabel: string, ends: boolean}} Around
 */

const FRESH_MS = 3_000;
const INVALID = 422;

export class Brief {
  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    /** @type {Subject | null} */
    this.subject = null;
    /** @type {Suggestion | null} the newest one */
    this.newest = null;
    this.asked = 0;
    /** how suggestions are to be worded, until the agent wants it otherwise */
    this.style = "plain";
    /** @type {AbortController | null} */
    this.line = null;
    /** @type {Map<string, {words: Words, began: string}>} what was changed and not sent, by conversation */
    this.kept = new Map();
    this.draft = this.newDraft();
    this.progress = make("div", { class: "progress-place" });
    this.before = make("div", { class: "facts" });
    this.after = make("div", { class: "facts" });
    this.element = make("section", { class: "brief", id: "brief", "aria-label": "Brief" });
    every(FRESH_MS, () => this.look());
    this.close();
  }

  newDraft() {
    return new Draft({ ...this.around, again: (style) => this.reword(style ?? this.style) });
  }

  /** Show nothing. */
  close() {
    this.leave();
    this.subject = null;
    this.empty("Choose a conversation, and its brief stands here: what was tried, what the status page says, and a reply to start from.");
  }

  /** Say why nothing is shown. @param {string} words */
  empty(words) {
    this.element.replaceChildren(make("div", { class: "empty" }, icon("sign"), make("p", {}, words)));
  }

  /** Put what was changed aside before another conversation is shown. */
  leave() {
    this.line?.abort();
    this.asked += 1;
    this.newest = null;
    if (!this.subject) return;
    const key = JSON.stringify(this.subject);
    if (this.draft.changed && this.draft.text) this.kept.set(key, { words: this.draft.words, began: this.draft.began });
    else this.kept.delete(key);
  }

  /** @param {Subject} subject */
  open(subject) {
    this.leave();
    this.subject = subject;
    this.draft = this.newDraft();
    const kept = this.kept.get(JSON.stringify(subject));
    if (kept) this.draft.put(kept.words, kept.began);
    else this.draft.refresh();
    for (const place of [this.before, this.after]) place.replaceChildren();
    this.element.replaceChildren(make("h2", { class: "unseen" }, "Brief"), this.progress, this.before, this.draft.element, this.after);
    this.ask();
  }

  /** Ask again, worded like this from now on. @param {string} style */
  reword(style) {
    this.style = style;
    this.draft.styles.mark(style);
    this.ask();
  }

  /**
   * Ask for a suggestion. Only the newest call counts: an older one that comes late is dropped.
   * @param {boolean} [beside] offer it beside, whatever stands in the field
   */
  async ask(beside = false) {
    if (!this.subject) return;
    const turn = ++this.asked;
    this.line?.abort();
    this.line = new AbortController();
    this.wait(!this.newest);
    try {
      const suggestion = await suggest(this.subject, this.style, this.line.signal);
      if (turn === this.asked) this.show(suggestion, beside);
    } catch (error) {
      if (turn === this.asked) this.fail(/** @type {Error} */ (error));
    }
  }

  /** @param {boolean} first */
  wait(first) {
    this.element.setAttribute("aria-busy", "true");
    this.progress.replaceChildren(make("p", { class: "progress quiet" }, make("span", { class: "dots", "aria-hidden": "true" }), first ? "Reading the conversation, the guide and the status page…" : "Looking again…"));
  }

  /** @param {Error} error */
  fail(error) {
    this.element.removeAttribute("aria-busy");
    // Whatever is wrong with what was asked for, the plain wording can always be had.
    if (error instanceof Refused && error.status === INVALID) this.style = "plain";
    this.progress.replaceChildren(make("div", { class: "notice stale", role: "alert" }, icon("caution"), make("span", {}, error.message), pressable("second", "Try again", () => this.ask())));
  }

  /**
   * @param {Suggestion} suggestion
   * @param {boolean} beside
   */
  show(suggestion, beside) {
    this.element.removeAttribute("aria-busy");
    this.progress.replaceChildren();
    this.newest = suggestion;
    this.draft.take(suggestion, beside);
    this.showFacts(suggestion);
  }

  /** @param {Suggestion} suggestion */
  showFacts(suggestion) {
    const open = !["ok", "unknown"].includes(suggestion.status.state);
    const { symptom } = suggestion;
    const acts = {
      question: (/** @type {string} */ words) => this.draft.add(words),
      open: this.around.open,
      waiting: open && symptom ? () => broadcastDialog(symptom, this.draft.text) : null,
    };
    const why = pressable("second", "Explain this answer", () => explain(suggestion.answer.id), { id: "explain" });
    // The field stays where it is: moving it would take the cursor from whoever is writing.
    this.before.replaceChildren(...nodes([statusCard(suggestion), summaryCard(suggestion, acts), attemptsCard(suggestion)]));
    this.after.replaceChildren(...nodes([nextCard(suggestion, acts), evidenceCard(suggestion), similarCard(suggestion, acts), why]));
  }

  /** Ask whether the newest suggestion still holds; where it does not, say why and have a new one ready beside. */
  async look() {
    const { newest, asked } = this;
    if (!newest || this.element.hasAttribute("aria-busy")) return;
    const found = await readFreshness(newest.id).catch(() => null);
    if (!found?.stale || asked !== this.asked) return;
    this.renew(found.because ?? "");
  }

  /** Say that the suggestion is out of date, and have a new one ready beside. @param {string} because */
  renew(because) {
    if (!this.newest) return;
    this.draft.stale(because);
    this.ask(true);
  }
}
