/** The desk: the lists on the left, the conversation in the middle, its brief on the right; and what passes between. */

import { icon, make, pressable } from "./chat/dom.js";
import { Brief } from "./brief.js";
import { copyText } from "./clipboard.js";
import { Lists } from "./lists.js";
import { announce } from "./live.js";
import { listenForKeys } from "./shortcuts.js";
import { currentSession, signOut } from "./signin.js";
import { Talk } from "./talk.js";

/**
 * @typedef {import("./types.js").Subject} Subject
 * @typedef {import("./types.js").Line} Line
 * @typedef {import("./draft.js").Words} Words
 * @typedef {import("./hosts/host.js").Host} Host
 */

export class Desk {
  /**
   * @param {HTMLElement} root
   * @param {Host} host
   */
  constructor(root, host) {
    this.host = host;
    const open = (/** @type {string} */ ref) => this.openNamed(ref);
    this.talk = new Talk({ back: () => this.close(), sent: (suggestion) => this.brief.draft.sent(suggestion) });
    this.brief = new Brief({ insert: (words) => this.insert(words), copy: (words) => this.copy(words), open, insertLabel: host.insertLabel, ends: !host.ours });
    this.lists = new Lists({ open, paste: (lines, locale) => this.paste(lines, locale) });
    const columns = host.ours ? [this.lists.element, this.talk.element, this.brief.element] : [this.brief.element];
    this.columns = make("main", { class: "columns", "data-host": host.name }, make("h1", { class: "unseen" }, "Assist"), ...columns);
    root.replaceChildren(this.header(), this.columns);
    addEventListener("beforeunload", (event) => this.talk.unsent && event.preventDefault());
  }

  header() {
    const keys = pressable("plain", "Shortcuts", listenForKeys(), { id: "keys", "aria-keyshortcuts": "Alt+/" });
    // A helpdesk's frame is the panel's alone.
    const insights = this.host.ours && make("a", { href: "/insights" }, "Insights");
    const who = make("span", { class: "who-is-here", dir: "auto" }, currentSession()?.agent.name);
    const out = pressable("plain", "Sign out", async () => {
      who.textContent = (await signOut()).agent.name;
    });
    return make("header", { class: "top" }, make("p", { class: "brand" }, icon("sign"), "Assist"), make("div", { class: "row" }, insights, keys, who, out));
  }

  /**
   * Show one of our own conversations.
   * @param {string | null} ref
   */
  openNamed(ref) {
    if (!ref) return;
    this.talk.open(ref);
    this.open({ conversation: ref });
  }

  /** Show what an agent pasted. @param {Line[]} lines @param {string} locale of the customer, empty where the words tell */
  paste(lines, locale) {
    this.talk.showLines(lines);
    this.open(locale ? { transcript: lines, locale } : { transcript: lines });
  }

  /** @param {Subject} subject */
  open(subject) {
    this.columns.dataset.open = "true";
    this.lists.mark("conversation" in subject ? subject.conversation : null);
    this.brief.open(subject);
  }

  /** Show the lists again, where there is no room for both. */
  close() {
    this.columns.dataset.open = "false";
    this.lists.element.querySelector("button")?.focus();
  }

  /** Say why nothing is shown. @param {string} words */
  say(words) {
    this.brief.empty(words);
  }

  /**
   * Put a text into the reply; it is not sent.
   * @param {Words} words
   * @returns {string} what to tell the agent
   */
  reply(words) {
    return this.talk.put(words);
  }

  /** @param {Words} words */
  async insert(words) {
    if (this.host.ours && !this.talk.ref) return this.copy(words);
    const told = await this.host.insert(words, this);
    if (this.host.ours) announce(told);
    else this.brief.draft.note(told);
  }

  /** @param {Words} words */
  async copy({ text }) {
    const words = (await copyText(text)) ? "Copied." : "Copying is not allowed here. The text is selected: press Ctrl+C.";
    this.brief.draft.note(words);
  }
}
