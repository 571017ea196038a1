/** The numbers behind a picture, folded away, and as a file. */

import { make } from "/assist/chat/dom.js";
import { whole } from "./wording.js";

/** @typedef {string | number | Node | null} Cell */

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {Cell[][]} rows the first cell of a row names it
 * @returns {HTMLElement}
 */
export function table(caption, head, rows) {
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make(
      "table",
      {},
      make("caption", { class: "unseen" }, caption),
      make("thead", {}, make("tr", {}, head.map((words) => make("th", { scope: "col" }, words)))),
      make("tbody", {}, rows.map((row) => make("tr", {}, row.map(cell)))),
    ),
  );
}

/**
 * @param {Cell} value
 * @param {number} place
 */
function cell(value, place) {
  const words = typeof value === "number" ? whole(value) : value;
  if (place === 0) return make("th", { scope: "row" }, words);
  return make("td", { class: typeof value === "number" && "number" }, words ?? "–");
}

/**
 * Fold a table away under a picture, with the same as a file.
 * @param {string} name the file's
 * @param {number} days
 * @param {string} words
 * @param {() => HTMLElement} fill made when it is first opened
 * @returns {HTMLElement}
 */
export function behind(name, days, words, fill) {
  const fold = make("details", {}, make("summary", {}, words));
  fold.addEventListener("toggle", () => fold.childElementCount === 1 && fold.append(fill()));
  const link = make("a", { class: "csv", href: `/v1/insights/${name}.csv?days=${days}`, download: true }, "CSV", make("span", { class: "unseen" }, ` of ${words}`));
  return make("div", { class: "behind" }, fold, link);
}
