/** Each sentence of a suggestion with what it rests on: whichever is looked at shows its source's own words. */

import { link, make, pressable, webAddress } from "./chat/dom.js";
import { say } from "./chat/words.js";
import { asReply } from "./plain.js";

/**
 * @typedef {import("./types.js").Suggestion} Suggestion
 * @typedef {import("./types.js").Sentence} Sentence
 * @typedef {import("./types.js").Citation} Citation
 */

/**
 * Build the list of sentences and the place where the source of one is read; null where there are none.
 * @param {Suggestion} suggestion
 * @param {HTMLTextAreaElement} field holds the text they came from
 * @returns {{element: HTMLElement, mark: () => void} | null} `mark` says which sentences the field has no more
 */
export function sentences({ suggestion }, field) {
  if (!suggestion.sentences.length) return null;
  const place = make("div", { class: "quote", id: "quote", "aria-live": "off" });
  const items = suggestion.sentences.map((one) => item(one, suggestion.citations, field, place));
  const list = make("ol", { class: "sentences" }, ...items);
  const mark = () => items.forEach((each, i) => each.classList.toggle("gone", !field.value.includes(words(suggestion.sentences[i]))));
  const first = suggestion.sentences.find((one) => one.citations.length) ?? suggestion.sentences[0];
  show(place, first, suggestion.citations);
  mark();
  return { element: make("details", { class: "fold", open: true }, make("summary", {}, "What each sentence rests on"), list, place), mark };
}

/** The sentence as it stands in the field, but for the sign of a list. @param {Sentence} sentence */
function words({ text }) {
  return asReply(text).replace(/^(?:-|\d+\.) /, "");
}

/**
 * @param {Sentence} sentence
 * @param {Citation[]} citations
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} place
 */
function item(sentence, citations, field, place) {
  const own = citations.filter(({ n }) => sentence.citations.includes(n));
  const look = () => {
    show(place, sentence, citations);
    for (const other of button.closest("ol")?.querySelectorAll("[aria-current]") ?? []) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
  };
  const numbers = own.map(({ n }) => make("span", { class: "number" }, make("span", { class: "unseen" }, " source "), n));
  const button = pressable("sentence", [make("span", { dir: "auto" }, words(sentence)), " ", ...numbers], () => select(field, words(sentence)), { "aria-describedby": "quote" });
  for (const event of ["focus", "pointerenter"]) button.addEventListener(event, look);
  return make("li", {}, button);
}

/**
 * Show the quote that a sentence rests on.
 * @param {HTMLElement} place
 * @param {Sentence} sentence
 * @param {Citation[]} citations
 */
function show(place, sentence, citations) {
  const own = citations.filter(({ n }) => sentence.citations.includes(n));
  const origin = say("origins", sentence.origin);
  if (!own.length) {
    place.replaceChildren(make("p", { class: "quiet" }, origin ? `No section of the guide: ${origin}.` : "No section of the guide: our own words."));
    return;
  }
  place.replaceChildren(...own.map(quote));
}

/** @param {Citation} citation */
function quote({ n, section, item: bullet, quote: said, url }) {
  const title = make("bdi", {}, bullet ? `${section}, ${bullet}` : section);
  const name = webAddress(url) ? link(url, [title]) : title;
  return make("figure", {}, make("figcaption", {}, make("span", { class: "number" }, n), name), make("blockquote", { dir: "auto" }, said));
}

/**
 * Select a sentence in the field, where it still stands there.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function select(field, text) {
  const begin = field.value.indexOf(text);
  if (begin < 0) return;
  field.focus();
  field.setSelectionRange(begin, begin + text.length);
}
