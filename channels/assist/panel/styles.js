/** How the draft is worded: shorter or friendlier where a language model writes, and in words why not where none does. */

import { make, pressable } from "./chat/dom.js";

/** @typedef {import("./types.js").Suggestion} Suggestion */

const STYLES = { plain: "Plain", shorter: "Shorter", friendlier: "Friendlier" };
const NO_MODEL = "Shorter or friendlier wording needs a language model, and none is configured.";
const NO_HELP = "This is the usual wording: the language model gave nothing that could be used.";

export class Styles {
  /** @param {(style: string) => void} choose */
  constructor(choose) {
    this.buttons = Object.entries(STYLES).map(([style, words]) => pressable("tab", words, () => choose(style), { "data-style": style, "aria-pressed": "false" }));
    this.row = make("div", { class: "row", role: "group", "aria-label": "Wording", "aria-describedby": "style-why" }, make("span", { class: "quiet", "aria-hidden": "true" }, "Wording"), ...this.buttons);
    this.why = make("p", { class: "quiet", id: "style-why" });
    this.element = make("div", { class: "styles", hidden: true }, this.row, this.why);
  }

  /** Show what may be asked for now, and what became of it; nothing where there is nothing to word. @param {Suggestion} suggestion */
  show({ style, styles, abstained, answer }) {
    this.element.hidden = Boolean(abstained);
    this.row.hidden = !styles.length;
    for (const button of this.buttons) button.hidden = !styles.includes(button.dataset.style ?? "");
    this.mark(style);
    this.why.textContent = !styles.length ? NO_MODEL : style !== "plain" && answer.writer !== "llm" ? NO_HELP : "";
  }

  /** @param {string} style the one that is asked for */
  mark(style) {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.style === style));
  }
}
