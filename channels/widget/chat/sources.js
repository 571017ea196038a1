/** The numbered sources of an answer, and the markers in its text that open them. */

import { link, make, pressable, webAddress } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Citation} Citation */

/**
 * Build the sources of one answer.
 * @param {Citation[]} citations
 * @returns {{list: HTMLElement | null, marker: (n: number) => Node}} `marker` builds a button that opens source n
 */
export function sources(citations) {
  /** @type {Map<number, HTMLDetailsElement>} */
  const folds = new Map();
  /** @type {HTMLElement | null} */
  let from = null;
  const back = () => (from?.isConnected ? from : null)?.focus();
  for (const citation of citations) folds.set(citation.n, fold(citation, back));

  const open = (/** @type {number} */ n, /** @type {HTMLElement} */ button) => {
    const found = /** @type {HTMLDetailsElement} */ (folds.get(n));
    from = button;
    found.open = true;
    found.querySelector("summary")?.focus();
  };
  const marker = (/** @type {number} */ n) => {
    const citation = citations.find((one) => one.n === n);
    if (!citation) return document.createTextNode(`[${n}]`);
    const label = t("source", { n, place: place(citation) });
    const button = pressable("marker", n, () => open(n, button), { "aria-label": label, title: place(citation) });
    return button;
  };
  const list = citations.length ? make("div", { class: "sources" }, make("h4", {}, t("sources")), ...folds.values()) : null;
  return { list, marker };
}

/** @param {Citation} citation */
function place({ section, item }) {
  return item ? `${section}, ${item}` : section;
}

/**
 * @param {Citation} citation
 * @param {() => void} back brings the reader back to the marker
 * @returns {HTMLDetailsElement}
 */
function fold(citation, back) {
  const summary = make("summary", {}, make("span", { class: "number" }, citation.n), make("bdi", {}, place(citation)));
  const quote = make("blockquote", { dir: "auto" }, ...citation.quote.split(/\n+/).map((line) => make("p", {}, line)));
  const away = webAddress(citation.url) && link(citation.url, [t("read_section")]);
  const home = pressable("plain", t("back_to_text"), back);
  return /** @type {HTMLDetailsElement} */ (make("details", {}, summary, quote, make("p", { class: "source-links" }, away, home)));
}
