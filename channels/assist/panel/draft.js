/** The suggested reply: a field that belongs to the agent. What they changed is never replaced without a press. */

import { icon, make, nodes, pressable } from "./chat/dom.js";
import { say } from "./chat/words.js";
import { announce } from "./live.js";
import { asReply, distance } from "./plain.js";
import { sentences } from "./sentences.js";
import { Styles } from "./styles.js";
import { tell } from "./wire.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {{text: string, suggestion: Suggestion | null}} Words a text, and the suggestion it began as
 * @typedef {{insert: (words: Words) => void, copy: (words: Words) => void, again: (style?: string) => void, insertLabel: string, ends: boolean}} Hooks
 *   `ends` is true where the panel sees no more of a text once it is inserted
 */

const REASONS = { wrong: "It is wrong", too_long: "Too long", not_needed: "Not needed", other: "Something else" };

export class Draft {
  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    /** @type {Suggestion | null} what stands in the field */
    this.suggestion = null;
    /** @type {Suggestion | null} a newer one, offered beside */
    this.offered = null;
    /** @type {Words | null} what was replaced or dismissed */
    this.aside = null;
    this.began = "";
    /** @type {string | null} what stood in the field when it was inserted last */
    this.inserted = null;
    /** @type {string | null} what of that was sent */
    this.spent = null;
    /** @type {string | null} why what stands in the field is out of date */
    this.because = null;
    this.mark = () => {};
    this.field = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "draft", rows: 4, dir: "auto", maxlength: 4000, "aria-describedby": "draft-state", on: { input: () => this.typed() } }));
    this.state = make("p", { id: "draft-state", class: "quiet" });
    this.notices = make("div", { class: "notices" });
    this.sources = make("div", { class: "sources-place" });
    this.reasons = this.reasonsRow();
    this.styles = new Styles((style) => this.hooks.again(style));
    this.element = this.build();
  }

  get text() {
    return this.field.value.trim();
  }

  /** Whether the agent has changed what was put there. */
  get changed() {
    return this.field.value !== this.began;
  }

  /** Whether what stands there was sent as it is. */
  get done() {
    return this.spent !== null && this.spent === this.field.value;
  }

  /** @returns {Words} */
  get words() {
    return { text: this.text, suggestion: this.suggestion };
  }

  build() {
    const button = (/** @type {string} */ id, /** @type {string} */ kind, /** @type {string} */ words, /** @type {string} */ keys, /** @type {() => void} */ act) =>
      pressable(kind, words, act, { id, "aria-keyshortcuts": keys || null });
    const actions = make(
      "div",
      { class: "row actions" },
      button("insert", "first", this.hooks.insertLabel, "Alt+I", () => this.insert()),
      button("copy", "second", "Copy", "Alt+C", () => this.copy()),
      button("again", "second", "Regenerate", "Alt+R", () => this.hooks.again()),
      button("dismiss", "second", "Dismiss", "", () => this.askReason()),
    );
    const label = make("h3", {}, make("label", { for: "draft" }, "Suggested reply"));
    return make("section", { class: "card draft", "aria-label": "Suggested reply" }, label, this.notices, this.field, this.state, actions, this.reasons, this.styles.element, this.sources);
  }

  reasonsRow() {
    const choices = Object.entries(REASONS).map(([reason, words]) => pressable("second", words, () => this.dismiss(reason), { "data-reason": reason }));
    const keep = pressable("plain", "Keep it", () => this.hideReasons());
    return make("fieldset", { class: "reasons", hidden: true }, make("legend", {}, "Why is it of no use?"), make("div", { class: "row" }, ...choices, keep));
  }

  /**
   * Take a new suggestion: into the field where nothing of the agent's is lost, else beside it.
   * @param {Suggestion} suggestion
   * @param {boolean} beside never replace what is being read
   */
  take(suggestion, beside) {
    this.styles.show(suggestion);
    if (this.done) return this.use(suggestion);
    if (this.suggestion && asReply(suggestion.suggestion.text) === this.began) return this.renew(suggestion);
    if ((beside && this.suggestion && this.field.value) || (this.changed && this.text)) return this.offer(suggestion);
    this.use(suggestion);
    announce(suggestion.abstained ? `No suggestion: ${suggestion.abstained}` : "Suggestion ready");
  }

  /** The same words hold for what is known now: only what they rest on is new. @param {Suggestion} suggestion */
  renew(suggestion) {
    this.put({ text: this.field.value, suggestion }, this.began);
    if (this.began) tell({ suggestion_id: suggestion.id, kind: "shown" });
    announce("The suggestion still holds");
  }

  /** @param {Suggestion} suggestion */
  offer(suggestion) {
    this.offered = suggestion;
    this.refresh();
    announce("New suggestion ready");
  }

  /** @param {Suggestion} suggestion */
  use(suggestion) {
    if (this.changed && this.text && !this.done) this.aside = this.words;
    this.put({ text: asReply(suggestion.suggestion.text), suggestion });
    if (this.text) tell({ suggestion_id: suggestion.id, kind: "shown" });
  }

  /**
   * Put a text into the field, as it began or as it was left.
   * @param {Words} words
   * @param {string} [began]
   */
  put({ text, suggestion }, began = text) {
    this.suggestion = suggestion;
    this.offered = null;
    this.because = null;
    this.inserted = this.spent = null;
    this.began = began;
    this.field.value = text;
    this.field.lang = suggestion?.language ?? "";
    this.hideReasons();
    const rests = suggestion && sentences(suggestion, this.field);
    this.mark = rests ? rests.mark : () => {};
    this.sources.replaceChildren(...nodes([rests && rests.element]));
    this.refresh();
  }

  /** Say that what stands in the field rests on what has changed since. @param {string} because */
  stale(because) {
    if (this.because === because || !this.text || this.done) return;
    this.because = because;
    this.refresh();
    announce(say("stale", because) || "This suggestion is out of date.");
  }

  /** Note that a reply went out which began as this suggestion; what stands here gives way to the next one. @param {Suggestion} suggestion */
  sent({ id }) {
    if (this.suggestion?.id !== id) return;
    [this.spent, this.because] = [this.inserted, null];
    this.refresh();
  }

  /** Add a question below what is there. @param {string} question */
  add(question) {
    this.field.value = this.text ? `${this.text}\n\n${question}` : question;
    this.typed();
    this.field.focus();
    announce("Added to the reply");
  }

  typed() {
    this.mark();
    this.refresh();
  }

  /** Show whatever there is to say about the field. */
  refresh() {
    const notices = [];
    if (this.suggestion?.abstained && !this.text) notices.push(notice("unknown", `No suggestion. ${this.suggestion.abstained}`));
    if (this.done) notices.push(notice("ok", "You have sent this. A new suggestion comes when the customer writes."));
    if (this.because) notices.push(notice("caution", say("stale", this.because) || "This suggestion is out of date.", this.offered ? null : ["Regenerate", () => this.hooks.again()], "stale"));
    if (this.offered) notices.push(notice("bell", "New suggestion ready", ["Use it", () => this.accept()], "offered"));
    if (this.aside) notices.push(notice("recovering", "Your earlier text was put aside", ["Bring it back", () => this.bringBack()], "aside"));
    this.notices.replaceChildren(...notices);
    this.state.textContent = this.suggestion && this.changed ? "Changed by you" : "";
    for (const id of ["insert", "copy"]) this.button(id)?.setAttribute("aria-disabled", String(!this.text));
    this.button("dismiss")?.toggleAttribute("hidden", !this.suggestion || !this.text);
  }

  /** @param {string} id */
  button(id) {
    return this.element?.querySelector(`#${id}`);
  }

  accept() {
    if (this.offered) this.use(this.offered);
    this.field.focus();
  }

  bringBack() {
    const back = this.aside;
    this.aside = this.text && this.changed ? this.words : null;
    if (back) this.put(back, back.suggestion ? asReply(back.suggestion.suggestion.text) : "");
    this.field.focus();
  }

  insert() {
    if (!this.text) return announce("There is nothing to insert yet.");
    this.inserted = this.field.value;
    this.tellUse("inserted", this.hooks.ends);
    this.hooks.insert(this.words);
  }

  copy() {
    if (!this.text) return announce("There is nothing to copy yet.");
    this.tellUse("copied", true);
    this.hooks.copy(this.words);
  }

  /**
   * @param {string} kind
   * @param {boolean} last whether the text is out of sight from now on, so that its changes count now
   */
  tellUse(kind, last) {
    if (!this.suggestion) return;
    tell({ suggestion_id: this.suggestion.id, kind });
    if (last && this.changed) tell({ suggestion_id: this.suggestion.id, kind: "edited", distance: distance(this.began, this.field.value) });
  }

  /** Say beside the buttons what became of the text. @param {string} words */
  note(words) {
    this.state.textContent = words;
    announce(words);
  }

  askReason() {
    this.reasons.hidden = false;
    this.reasons.querySelector("button")?.focus();
  }

  hideReasons() {
    const here = this.reasons.contains(document.activeElement);
    this.reasons.hidden = true;
    if (here) this.field.focus();
  }

  /** @param {string} reason */
  dismiss(reason) {
    const { suggestion } = this;
    if (suggestion) tell({ suggestion_id: suggestion.id, kind: "dismissed", reason });
    this.aside = this.words;
    this.put({ text: "", suggestion: null });
    this.field.focus();
    announce("Dismissed");
  }
}

/**
 * Build a line that says something about the field, with one thing to do about it.
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} words
 * @param {[string, () => void] | null} [can]
 * @param {string} [kind]
 */
function notice(sign, words, can = null, kind = "") {
  return make("p", { class: `notice ${kind}` }, icon(sign), make("span", {}, words), can && pressable("second", can[0], can[1]));
}
