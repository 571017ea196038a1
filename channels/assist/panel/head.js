/** The top of a conversation: where it comes from, who has it, and whether it was handed to a person. */

import { icon, make, pressable } from "./chat/dom.js";
import { clock, fromId, say } from "./chat/words.js";
import { currentSession } from "./signin.js";

/**
 * @typedef {import("./types.js").Conversation} Conversation
 * @typedef {{hold: (held: boolean) => void, move: (what: "claim" | "release" | "close") => void}} Acts
 */

/** @param {string | null} name */
function isMe(name) {
  const agent = currentSession()?.agent;
  return Boolean(name) && (name === agent?.name || name === agent?.id);
}

/**
 * @param {Conversation} conversation
 * @param {Acts} acts
 * @returns {HTMLElement[]}
 */
export function head(conversation, acts) {
  const { ref, channel, language, created_at, symptom, handoff } = conversation;
  const facts = [say("channels", channel) || channel, language, symptom && fromId(symptom), `since ${clock(created_at)}`].filter(Boolean).join(", ");
  const title = make("h2", {}, "Conversation ", make("code", {}, ref));
  const shown = [make("div", { class: "talk-title" }, title, make("p", { class: "quiet" }, facts)), holder(conversation, acts)];
  return handoff ? [...shown, handed(handoff, acts)] : shown;
}

/**
 * Say who answers, with the way to change it.
 * @param {Conversation} conversation
 * @param {Acts} acts
 */
function holder({ held_by: name }, acts) {
  const mine = isMe(name);
  const words = mine ? "You have this conversation. The assistant is silent." : name ? `${name} has this conversation. The assistant is silent.` : "The assistant answers here.";
  const button = mine ? pressable("second", "Give back", () => acts.hold(false), { id: "hold" }) : pressable("second", "Take over", () => acts.hold(true), { id: "hold" });
  return make("div", { class: "holder", "data-held": mine ? "mine" : name ? "other" : "none" }, icon(name ? "person" : "sign"), make("span", {}, words), button);
}

/**
 * @param {import("./types.js").Handoff} handoff
 * @param {Acts} acts
 */
function handed({ claimed_by: name, closed_at, contact }, acts) {
  const who = closed_at ? `Handoff closed at ${clock(closed_at)}` : name ? `Handoff with ${name}` : "Asked for a person; nobody has claimed it";
  const claims = isMe(name) ? pressable("plain", "Release", () => acts.move("release"), { id: "move" }) : pressable("plain", "Claim", () => acts.move("claim"), { id: "move" });
  const buttons = closed_at ? [] : [name && !isMe(name) ? null : claims, pressable("plain", "Close", () => acts.move("close"), { id: "close-handoff" })];
  return make("div", { class: "holder handed" }, icon("bell"), make("span", {}, who, ...(contact ? [". Reach them at ", make("bdi", {}, contact)] : [])), ...buttons);
}
