/** The queue of handoffs: who asked for a person, who has taken it, and what is closed. */

import { make, nodes, pressable } from "./chat/dom.js";
import { ago, say } from "./chat/words.js";
import { copyText } from "./clipboard.js";
import { announce } from "./live.js";
import { Parts } from "./parts.js";
import { currentSession } from "./signin.js";
import { moveHandoff, readHandoffText, readQueue } from "./wire.js";

/** @typedef {import("./types.js").QueueItem} QueueItem */

const NOTHING = { open: "No handoff waits.", closed: "No handoff was closed yet." };

export class Queue {
  /** @param {(ref: string) => void} open */
  constructor(open) {
    this.open = open;
    /** @type {"open" | "closed"} */
    this.shown = "open";
    this.drawn = "";
    this.list = make("div", {});
    this.parts = new Parts(() => this.look());
    this.wrong = make("p", { role: "alert" });
    const closed = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
    closed.addEventListener("change", () => {
      this.shown = closed.checked ? "closed" : "open";
      this.parts.begin();
      this.look();
    });
    this.element = make("div", { class: "queue" }, make("label", { class: "switch" }, closed, "Show closed ones"), this.wrong, this.list);
  }

  async look() {
    const { shown, parts: { most } } = this;
    try {
      const { items, more } = await readQueue(shown, most);
      if (shown === this.shown && most === this.parts.most) this.draw(items, more);
    } catch (error) {
      this.wrong.textContent = /** @type {Error} */ (error).message;
    }
  }

  /** @param {QueueItem[]} items @param {boolean} more */
  draw(items, more) {
    const drawn = JSON.stringify([this.shown, items, more, Math.floor(Date.now() / 60_000)]);
    if (drawn === this.drawn) return;
    const focused = this.list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).id : "";
    this.drawn = drawn;
    const rows = items.length ? make("ul", { class: "rows" }, items.map((one) => this.item(one))) : make("p", { class: "quiet nothing" }, NOTHING[this.shown]);
    this.list.replaceChildren(...nodes([rows, this.parts.end(items.length, more)]));
    if (!this.parts.reveal(this.list) && focused) document.getElementById(focused)?.focus();
  }

  /** @param {QueueItem} item */
  item(item) {
    const facts = [say("channels", item.channel) || item.channel, item.language, ago((Date.now() - new Date(item.created_at).getTime()) / 1000)].filter(Boolean).join(", ");
    const badges = [item.claimed_by && `with ${item.claimed_by}`, item.contact && "left a contact", item.closed_at && "closed"].filter(Boolean);
    const button = (/** @type {string} */ words, /** @type {() => void} */ act) => pressable("plain", words, act, { id: `${item.ref}-${words.toLowerCase().replaceAll(" ", "-")}` });
    const claims = item.claimed_by ? button("Release", () => this.move(item, "release")) : button("Claim", () => this.move(item, "claim"));
    const acts = [button("Open", () => this.open(item.ref)), !item.closed_at && claims, !item.closed_at && button("Close", () => this.move(item, "close")), button("Copy as e-mail", () => this.copy(item))];
    return make(
      "li",
      { class: "handoff", "aria-label": `Handoff ${item.ref}` },
      make("p", { class: "summary", dir: "auto" }, item.summary),
      make("span", { class: "quiet" }, facts),
      badges.length ? make("span", { class: "badges" }, badges.map((one) => make("span", { class: "badge" }, one))) : null,
      make("div", { class: "row" }, ...acts),
    );
  }

  /**
   * @param {QueueItem} item
   * @param {"claim" | "release" | "close"} what
   */
  async move(item, what) {
    this.wrong.textContent = "";
    try {
      await moveHandoff(item.ref, what);
      announce({ claim: `Claimed by ${currentSession()?.agent.name}`, release: "Released", close: "Closed" }[what]);
      if (what === "claim") this.open(item.ref);
    } catch (error) {
      this.wrong.textContent = /** @type {Error} */ (error).message;
    }
    await this.look();
  }

  /** @param {QueueItem} item */
  async copy({ ref }) {
    try {
      announce((await copyText(await readHandoffText(ref))) ? "Copied as the text of an e-mail" : "Copying is not allowed here");
    } catch (error) {
      this.wrong.textContent = /** @type {Error} */ (error).message;
    }
  }
}
