/** The middle: a conversation as it happens, who has it, and the reply that only an agent sends. */

import { make, pressable } from "./chat/dom.js";
import { confirm } from "./dialogs.js";
import { head } from "./head.js";
import { announce } from "./live.js";
import { asReply, distance } from "./plain.js";
import { say } from "./chat/words.js";
import { lineNode, turnNode } from "./turns.js";
import { every } from "./watch.js";
import { hold, moveHandoff, newKey, readConversation, readFreshness, sendReply, tell } from "./wire.js";

/**
 * @typedef {import("./types.js").Conversation} Conversation
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./draft.js").Words} Words
 */

const LOOK_MS = 3_000;
const NEAR_PX = 80;

export class Talk {
  /** @param {{back: () => void, sent: (suggestion: Suggestion) => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    /** @type {string | null} */
    this.ref = null;
    /** @type {Conversation | null} */
    this.shown = null;
    /** @type {Suggestion | null} what the reply began as */
    this.suggestion = null;
    this.key = "";
    this.lost = false;
    /** @type {Map<string, Words>} replies that were not sent, by conversation */
    this.kept = new Map();
    this.top = make("div", { class: "talk-head" });
    this.log = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": "Conversation", tabindex: 0 });
    this.wrong = make("p", { class: "wrong", role: "alert" });
    this.field = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "reply", rows: 3, dir: "auto", maxlength: 4000, placeholder: "Insert the suggestion, or write", on: { input: () => this.typed() } }));
    this.go = pressable("first", "Send", () => this.send(), { id: "send", "aria-keyshortcuts": "Alt+Enter", "aria-disabled": "true" });
    this.form = make("div", { class: "reply" }, make("label", { for: "reply" }, "Your reply"), this.field, this.wrong, make("div", { class: "row" }, this.go, make("span", { class: "quiet", id: "reach" })));
    this.element = make("section", { class: "talk", "aria-label": "Conversation" });
    this.element.append(make("p", { class: "quiet nothing" }, "No conversation is open."));
    every(LOOK_MS, () => this.look());
  }

  get unsent() {
    return Boolean(this.field.value.trim());
  }

  leave() {
    if (this.ref && this.unsent) this.kept.set(this.ref, { text: this.field.value, suggestion: this.suggestion });
    else if (this.ref) this.kept.delete(this.ref);
    [this.shown, this.suggestion] = [null, null];
    this.field.value = "";
    this.wrong.textContent = "";
    this.log.replaceChildren();
    this.top.replaceChildren();
  }

  /** @param {string} ref */
  open(ref) {
    this.leave();
    this.ref = ref;
    const kept = this.kept.get(ref);
    if (kept) [this.field.value, this.suggestion] = [kept.text, kept.suggestion];
    this.typed();
    this.element.replaceChildren(this.back(), this.top, this.log, this.form);
    this.look();
  }

  /** Show a transcript; there is nobody to reply to. @param {import("./types.js").Line[]} lines */
  showLines(lines) {
    this.leave();
    this.ref = null;
    this.top.replaceChildren(make("h2", {}, "Pasted transcript"));
    this.log.replaceChildren(...lines.map(lineNode));
    this.element.replaceChildren(this.back(), this.top, this.log);
  }

  back() {
    return pressable("plain back", "Back to the lists", this.hooks.back);
  }

  async look() {
    const { ref } = this;
    if (!ref) return;
    try {
      const found = await readConversation(ref);
      if (ref !== this.ref) return;
      if (this.lost) this.wrong.textContent = "";
      this.lost = false;
      this.show(found);
    } catch (error) {
      if (ref !== this.ref || this.lost) return;
      this.lost = true;
      this.wrong.textContent = /** @type {Error} */ (error).message;
    }
  }

  /** @param {Conversation} found */
  show(found) {
    const before = this.shown;
    if (before && JSON.stringify(before) === JSON.stringify(found)) return;
    this.shown = found;
    const focused = this.top.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).id : "";
    this.top.replaceChildren(...head(found, { hold: (held) => this.hold(held), move: (what) => this.move(what) }));
    if (focused) document.getElementById(focused)?.focus();
    this.showTurns(before, found);
  }

  /**
   * Add what is new; what is read stays where it is, unless the end was in view.
   * @param {Conversation | null} before
   * @param {Conversation} found
   */
  showTurns(before, { turns }) {
    const known = before?.turns ?? [];
    const grown = JSON.stringify(turns.slice(0, known.length)) === JSON.stringify(known);
    const atEnd = !before || this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
    const added = (grown ? turns.slice(known.length) : turns).map(turnNode);
    if (grown) this.log.append(...added);
    else this.log.replaceChildren(...added);
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    const last = turns.at(-1);
    if (before && grown && added.length && last && last.author !== "agent") announce(`${say("authors", last.author)}: ${last.message.slice(0, 200)}`);
  }

  /**
   * Put a text into the reply: into an empty one, or below what is there.
   * @param {Words} words
   * @returns {string} what to tell the agent
   */
  put({ text, suggestion }) {
    const below = this.unsent;
    this.field.value = below ? `${this.field.value.trimEnd()}\n\n${text}` : text;
    this.suggestion = suggestion;
    this.typed();
    this.field.focus();
    return below ? "Inserted below what you had written" : "Inserted. Read it once more, then send it.";
  }

  typed() {
    this.key = newKey();
    if (!this.unsent) this.suggestion = null;
    this.go.setAttribute("aria-disabled", String(!this.unsent));
  }

  async send() {
    const { ref, suggestion } = this;
    const text = this.field.value.trim();
    if (!ref || !text || this.go.getAttribute("aria-disabled") === "true") return;
    this.go.setAttribute("aria-disabled", "true");
    try {
      if (suggestion && !(await this.stillHolds(suggestion))) return;
      const { reaches } = await sendReply(ref, text, suggestion?.id ?? null, this.key);
      this.sent(ref, text, suggestion);
      announce(`Sent. The customer reads it in: ${say("channels", reaches) || reaches}.`);
      await this.look();
    } catch (error) {
      this.wrong.textContent = /** @type {Error} */ (error).message;
    } finally {
      this.go.setAttribute("aria-disabled", String(!this.unsent));
    }
  }

  /**
   * Tell how the suggestion fared, and empty the field where it still holds what was sent.
   * @param {string} ref
   * @param {string} text
   * @param {Suggestion | null} suggestion
   */
  sent(ref, text, suggestion) {
    const changed = suggestion ? distance(asReply(suggestion.suggestion.text), text) : 0;
    if (suggestion) {
      tell({ suggestion_id: suggestion.id, kind: "sent" });
      this.hooks.sent(suggestion);
    }
    if (suggestion && changed) tell({ suggestion_id: suggestion.id, kind: "edited", distance: changed });
    this.kept.delete(ref);
    if (ref !== this.ref || this.field.value.trim() !== text) return;
    this.wrong.textContent = "";
    this.field.value = "";
    this.typed();
  }

  /**
   * Ask before something is sent that rests on what has changed.
   * @param {Suggestion} suggestion
   * @returns {Promise<boolean>}
   */
  async stillHolds({ id }) {
    const found = await readFreshness(id).catch(() => null);
    if (!found?.stale) return true;
    const why = say("stale", found.because ?? "") || "This suggestion is out of date.";
    return confirm("Send it all the same?", `${why} Your reply began as that suggestion.`, "Send it all the same", "Look first");
  }

  /** @param {boolean} held */
  async hold(held) {
    await this.act((ref) => hold(ref, held), held ? "You have this conversation. The assistant is silent." : "Given back. The assistant answers again.");
  }

  /** @param {"claim" | "release" | "close"} what */
  async move(what) {
    await this.act((ref) => moveHandoff(ref, what), { claim: "Claimed", release: "Released", close: "Closed" }[what]);
  }

  /**
   * Change who has the conversation, and show it as it is then.
   * @param {(ref: string) => Promise<unknown>} change
   * @param {string} words what to tell when it worked
   */
  async act(change, words) {
    const { ref } = this;
    if (!ref) return;
    try {
      await change(ref);
      announce(words);
      await this.look();
    } catch (error) {
      await this.look();
      this.wrong.textContent = /** @type {Error} */ (error).message;
    }
  }
}
