/** The left side: who waits, what is mine, everything, the queue of handoffs, and a transcript to paste. */

import { make, nodes, pressable } from "./chat/dom.js";
import { ago, say } from "./chat/words.js";
import { Parts } from "./parts.js";
import { pasteForm } from "./paste.js";
import { Queue } from "./queue.js";
import { every } from "./watch.js";
import { readRows } from "./wire.js";

/**
 * @typedef {import("./types.js").Row} Row
 * @typedef {{open: (ref: string) => void, paste: (lines: import("./types.js").Line[], locale: string) => void}} Hooks
 */

const LOOK_MS = 5_000;
const TABS = { waiting: "Waiting", mine: "Mine", all: "All", queue: "Handoffs", paste: "Paste" };
const NOTHING = { waiting: "Nobody waits for a person.", mine: "You have no conversation.", all: "There are no conversations yet." };

export class Lists {
  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.shown = "waiting";
    /** @type {string | null} */
    this.current = null;
    this.drawn = "";
    this.tabs = Object.entries(TABS).map(([tab, words]) => pressable("tab", words, () => this.choose(tab), { "data-tab": tab }));
    this.place = make("div", { class: "list" });
    this.parts = new Parts(() => this.look());
    this.queue = new Queue(hooks.open);
    this.form = pasteForm(hooks.paste);
    this.element = make("section", { class: "lists", "aria-label": "Conversations" }, make("h2", { class: "unseen" }, "Conversations"), make("div", { class: "tabs", role: "group", "aria-label": "Which list" }, ...this.tabs), this.place);
    this.choose("waiting");
    every(LOOK_MS, () => this.look());
  }

  /** @param {string} tab */
  choose(tab) {
    this.shown = tab;
    this.drawn = "";
    this.parts.begin();
    for (const one of this.tabs) one.setAttribute("aria-pressed", String(one.dataset.tab === tab));
    const own = { queue: this.queue.element, paste: this.form }[tab];
    this.place.replaceChildren(own ?? make("p", { class: "quiet nothing" }, "Reading…"));
    this.look();
  }

  /** @param {string | null} ref the conversation that is open */
  mark(ref) {
    this.current = ref;
    for (const row of this.place.querySelectorAll("[data-ref]")) mark(/** @type {HTMLElement} */ (row), ref);
  }

  async look() {
    const { shown, parts: { most } } = this;
    if (shown === "paste") return;
    if (shown === "queue") return this.queue.look();
    try {
      const { items, more } = await readRows(shown, most);
      if (shown === this.shown && most === this.parts.most) this.draw(items, more);
    } catch (error) {
      if (shown === this.shown && !this.drawn) this.place.replaceChildren(make("p", { class: "nothing", role: "alert" }, /** @type {Error} */ (error).message));
    }
  }

  /** @param {Row[]} rows @param {boolean} more */
  draw(rows, more) {
    // Ages are in minutes; without a change nothing is built anew.
    const drawn = JSON.stringify([rows, more, Math.floor(Date.now() / 60_000)]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = this.place.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.ref : null;
    const items = rows.map((row) => make("li", {}, rowButton(row, () => this.hooks.open(row.ref))));
    const nothing = NOTHING[/** @type {keyof typeof NOTHING} */ (this.shown)];
    this.place.replaceChildren(...nodes([rows.length ? make("ul", { class: "rows" }, items) : make("p", { class: "quiet nothing" }, nothing), this.parts.end(rows.length, more)]));
    this.mark(this.current);
    if (!this.parts.reveal(this.place) && focused) /** @type {HTMLElement | null} */ (this.place.querySelector(`[data-ref="${CSS.escape(focused)}"]`))?.focus();
  }
}

/**
 * @param {HTMLElement} row
 * @param {string | null} ref
 */
function mark(row, ref) {
  if (row.dataset.ref === ref) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}

/**
 * @param {Row} row
 * @param {() => void} open
 */
function rowButton(row, open) {
  const age = ago((Date.now() - new Date(row.updated_at).getTime()) / 1000);
  const facts = [say("channels", row.channel) || row.channel, row.language, say("outcomes", row.outcome ?? "")].filter(Boolean).join(", ");
  const badges = [row.last?.author === "agent" && "a person answered last", row.handed_off && !row.closed_at && "handed over", row.held_by && `with ${row.held_by}`].filter(Boolean);
  // What was said last is much the same everywhere; what a customer came with tells conversations apart.
  const words = row.asked || row.last?.text || "Reported a step";
  return pressable(
    "row-button",
    [
      make("span", { class: "row-top" }, make("strong", { dir: "auto" }, words), make("span", { class: "quiet" }, age)),
      make("span", { class: "quiet" }, facts),
      badges.length ? make("span", { class: "badges" }, badges.map((one) => make("span", { class: "badge" }, one))) : null,
    ],
    open,
    { "data-ref": row.ref },
  );
}
