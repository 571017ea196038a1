/** An answer's Markdown as a person would type it into a reply, and how far two texts are apart. */

import { parse, plain } from "./chat/markdown.js";

const LONGEST = 4000;

/**
 * Write an answer as plain text: no markers, no bold, lists with dashes.
 * @param {string} text
 * @returns {string}
 */
export function asReply(text) {
  return parse(text).map(block).join("\n\n");
}

/** @param {import("./chat/markdown.js").Block} one */
function block(one) {
  if (one.kind !== "list") return words(one.text);
  return one.items.map((item, i) => `${one.ordered ? `${one.start + i}.` : "-"} ${words(item)}`).join("\n");
}

/** @param {string} text */
function words(text) {
  return plain(text).replace(/[ \t]{2,}/g, " ").replace(/ +([.,;:!?])(?=\s|$)/g, "$1").trim();
}

/**
 * Return the share of characters that were changed (Levenshtein), 0 to 1, to two places.
 * @param {string} from
 * @param {string} to
 */
export function distance(from, to) {
  const [a, b] = [[...from.slice(0, LONGEST)], [...to.slice(0, LONGEST)]];
  let row = b.map((_, i) => i + 1);
  for (const [i, left] of a.entries()) {
    let [diagonal, before] = [i, i + 1];
    row = row.map((above, j) => {
      const least = Math.min(above + 1, before + 1, diagonal + (left === b[j] ? 0 : 1));
      [diagonal, before] = [above, least];
      return least;
    });
  }
  const changed = b.length ? row[b.length - 1] : a.length;
  return Math.round((changed / Math.max(a.length, b.length, 1)) * 100) / 100;
}
