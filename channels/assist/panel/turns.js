/** One entry of a conversation: who said it, when, and how an answer came about. */

import { make, pressable } from "./chat/dom.js";
import { blockNode, parse } from "./chat/markdown.js";
import { clock, say } from "./chat/words.js";
import { explain } from "./explain.js";

/** @typedef {import("./types.js").Turn} Turn */

const READING = { marker: (/** @type {number} */ n) => make("sup", {}, `[${n}]`), addresses: null };

/** @param {Turn} turn */
export function turnNode({ at, author, message, answer_id: answer }) {
  const who = say("authors", author) || "Assistant";
  const words = author === "assistant" ? parse(message).map((block) => blockNode(block, READING)) : [make("p", { class: "said", dir: "auto" }, message || "Reported a step")];
  const why = answer && pressable("plain", ["Explain this answer", make("span", { class: "unseen" }, ` of ${clock(at)}`)], () => explain(answer));
  return make("article", { class: `turn ${author}`, "aria-label": `${who}, ${clock(at)}` }, make("p", { class: "who" }, who, make("time", { datetime: at }, clock(at))), make("div", { class: "words" }, ...words), why);
}

/** @param {import("./types.js").Line} line */
export function lineNode({ role, text }) {
  const who = say("authors", role);
  return make("article", { class: `turn ${role === "customer" ? "user" : "agent"}`, "aria-label": who }, make("p", { class: "who" }, who), make("div", { class: "words" }, make("p", { class: "said", dir: "auto" }, text)));
}
