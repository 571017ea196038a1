/** The entries of the conversation: a question, an answer on its way, an answer, and a trouble in its place. */

import { icon, make, nodes, pressable } from "./dom.js";
import { blockNode, parse } from "./markdown.js";
import { firstSteps } from "./first.js";
import { wordsFor } from "./trouble.js";
import { againIn, say as named, t } from "./words.js";

/** @typedef {import("./trouble.js").Trouble} Trouble */

/** What is said while an answer takes long, and after how many milliseconds. @type {[number, string][]} */
const PATIENCE = [
  [4_000, "still_reading"],
  [12_000, "longer"],
];

/** Sources come with the whole answer; until then a marker is only a number and a link only words. */
const UNDERWAY = { marker: (/** @type {number} */ n) => make("sup", {}, n), addresses: null };

let turns = 0;

/**
 * Build an entry with its author as heading.
 * @param {"you" | "assistant" | "agent"} author
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function turn(author, ...children) {
  turns += 1;
  const id = `turn-${turns}`;
  const who = make("h3", { class: "who", id }, author === "assistant" ? icon("sign") : icon("person"), named("authors", author === "you" ? "user" : author));
  return make("article", { class: `turn ${author}`, part: `message message-${author}`, "aria-labelledby": id, tabindex: "-1" }, who, ...children);
}

/**
 * Build the entry of what the person said.
 * @param {string} words
 */
export function questionTurn(words) {
  return turn("you", make("p", { class: "said", dir: "auto" }, words));
}

/**
 * Build the entry of an answer on its way: progress first, then its verified sentences as they come.
 * @param {(words: string) => void} announce
 */
export function pendingTurn(announce) {
  const progress = make("p", { class: "progress" }, make("span", { class: "dots", "aria-hidden": "true" }), make("span", {}, t("checking")));
  const words = make("div", { class: "words", dir: "auto" });
  const node = turn("assistant", words, progress);
  let text = "";
  const say = (/** @type {string} */ now) => progress.lastElementChild?.replaceChildren(now);
  const timers = PATIENCE.map(([after, key]) => setTimeout(() => (say(t(key)), announce(t(key))), after));
  return {
    node,
    say,
    /** @param {string} sentence */
    add(sentence) {
      text = text ? `${text}${glue(text, sentence)}${sentence}` : sentence;
      words.replaceChildren(...parse(text).map((block) => blockNode(block, UNDERWAY)));
    },
    clear() {
      text = "";
      words.replaceChildren();
    },
    done() {
      timers.forEach(clearTimeout);
    },
  };
}

/**
 * Build the entry of a message that is no answer: an agent's, or the word that an incident is over.
 * @param {"agent" | "assistant"} author
 * @param {string} words
 */
export function messageTurn(author, words) {
  return turn(author, make("p", { class: "said", dir: "auto" }, words));
}

/**
 * Tell what stands between two sentences: a title is a paragraph, a list item a line of its own.
 * @param {string} text
 * @param {string} sentence
 */
function glue(text, sentence) {
  if (sentence.startsWith("**") || text.endsWith("**")) return "\n\n";
  return /^\s*([-*+>#]|\d+[.)])\s/.test(sentence) ? "\n" : " ";
}

/**
 * Build the entry of a trouble, with what can be done about it.
 * @param {Trouble} trouble
 * @param {[string, () => void][]} actions the words of a button and what it does; the first waits as long as it must
 */
export function troubleTurn(trouble, actions) {
  const { title, advice } = wordsFor(trouble);
  const buttons = actions.map(([words, act]) => pressable("second", words, act));
  if (trouble.seconds > 0 && buttons[0]) holdBack(buttons[0], trouble.seconds);
  const reference = trouble.reference && make("p", { class: "quiet" }, t("reference"), " ", make("code", {}, trouble.reference));
  const head = make("p", {}, icon("caution"), make("strong", {}, title));
  const first = ["offline", "unreachable", "broken"].includes(trouble.kind) && firstSteps(t("first_steps"));
  return turn("assistant", make("div", { class: "trouble" }, ...nodes([head, make("p", {}, advice), first, make("div", { class: "row latest" }, buttons), reference])));
}

/**
 * Keep a button back for some seconds and say how many are left; it stays where the keyboard finds it.
 * @param {HTMLElement} button
 * @param {number} seconds
 */
function holdBack(button, seconds) {
  const words = button.textContent ?? "";
  const until = performance.now() + seconds * 1000;
  const stop = (/** @type {Event} */ event) => event.stopImmediatePropagation();
  button.addEventListener("click", stop, { capture: true });
  button.setAttribute("aria-disabled", "true");
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0 && button.isConnected) {
      button.textContent = againIn(left);
      return;
    }
    clearInterval(timer);
    button.textContent = words;
    button.removeAttribute("aria-disabled");
    button.removeEventListener("click", stop, { capture: true });
  };
  const timer = setInterval(tick, 1000);
  button.textContent = againIn(seconds);
}
