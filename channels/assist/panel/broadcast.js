/** One approved message to everyone who waits with the same symptom; each conversation is listed first. */

import { make, pressable } from "./chat/dom.js";
import { clock, say } from "./chat/words.js";
import { openDialog } from "./dialogs.js";
import { announce } from "./live.js";
import { LARGEST, broadcast, newKey, readWaiting } from "./wire.js";

/**
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./wire.js").Delivered} Delivered
 */

/** More than this nobody looks through before one press. */
const MOST = 500;

/**
 * @param {string} symptom
 * @param {string} draft the text to start from
 */
export async function broadcastDialog(symptom, draft) {
  const body = make("div", { class: "broadcast" }, make("p", { class: "quiet" }, "Looking who waits…"));
  openDialog("Message everyone waiting", "wide", body);
  try {
    const { items, more, status } = await readWaiting(symptom, MOST);
    body.replaceChildren(...(items.length ? form(items, draft || status.summary, body, more) : [make("p", {}, "Nobody waits with this symptom just now.")]));
    body.querySelector("textarea")?.focus();
  } catch (error) {
    body.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
  }
}

/**
 * @param {Row[]} items
 * @param {string} draft
 * @param {HTMLElement} body
 * @param {boolean} more whether still others wait
 */
function form(items, draft, body, more) {
  const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "broadcast-text", rows: 4, maxlength: 4000, dir: "auto" }, draft));
  const boxes = items.map(({ ref }) => /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", value: ref, checked: true })));
  const wrong = make("p", { role: "alert" });
  const post = delivery((refs) => {
    for (const box of boxes) if (refs.includes(box.value)) [box.checked, box.disabled] = [false, true];
  });
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const go = pressable("first", "", send);
  const count = () => {
    const n = chosen().length;
    go.textContent = n === 1 ? "Send to 1 conversation" : `Send to ${n} conversations`;
    go.setAttribute("aria-disabled", String(!n || !text.value.trim()));
  };
  const choose = (/** @type {boolean} */ all) => {
    for (const box of boxes) box.checked = all && !box.disabled;
    count();
  };
  async function send() {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    wrong.textContent = "";
    try {
      told(body, await post(text.value.trim(), chosen()));
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message;
      count();
    }
  }
  for (const box of boxes) box.addEventListener("change", count);
  text.addEventListener("input", count);
  count();
  const many = items.length > 1 && make("div", { class: "row" }, pressable("plain", "Choose all", () => choose(true)), pressable("plain", "Choose none", () => choose(false)));
  return [
    make("div", { class: "field" }, make("label", { for: "broadcast-text" }, "Message"), text),
    make("fieldset", {}, make("legend", {}, `Who gets it (${items.length} waiting)`), many, make("ul", { class: "people" }, items.map((row, i) => person(row, boxes[i])))),
    ...(more ? [make("p", { class: "quiet" }, `Still others wait: these are the ${MOST} who wrote last.`)] : []),
    wrong,
    make("div", { class: "row" }, go),
  ];
}

/**
 * Send in parts; a part that failed goes out under the key it had, so that nobody gets it twice.
 * @param {(refs: string[]) => void} arrived is told of each part that needs not go out again
 * @returns {(text: string, refs: string[]) => Promise<Delivered>} what became of all parts so far
 */
function delivery(arrived) {
  /** @type {Map<string, string>} */
  const keys = new Map();
  /** @type {Delivered} */
  const all = { sent: [], skipped: [] };
  return async (text, refs) => {
    for (let from = 0; from < refs.length; from += LARGEST) {
      const some = refs.slice(from, from + LARGEST);
      const part = JSON.stringify([text, some]);
      const key = keys.get(part) ?? newKey();
      keys.set(part, key);
      const { sent, skipped } = await broadcast(text, some, key);
      all.sent.push(...sent);
      all.skipped.push(...skipped);
      arrived(some);
    }
    return all;
  };
}

/** @param {HTMLElement} body @param {Delivered} delivered */
function told(body, { sent, skipped }) {
  const left = skipped.map((one) => make("li", {}, make("code", {}, one.ref), `: ${one.reason}`));
  const words = `Sent to ${sent.length} ${sent.length === 1 ? "conversation" : "conversations"}.`;
  body.replaceChildren(make("p", { class: "done", tabindex: -1 }, words), ...(left.length ? [make("p", {}, "Not sent to:"), make("ul", {}, left)] : []));
  /** @type {HTMLElement} */ (body.firstElementChild).focus();
  announce(words);
}

/** @param {Row} row @param {HTMLElement} box */
function person(row, box) {
  return make("li", {}, make("label", {}, box, make("span", {}, make("code", {}, row.ref), " ", make("span", { class: "quiet" }, facts(row)), row.asked && make("span", { class: "last", dir: "auto" }, row.asked))));
}

/** @param {Row} row */
function facts({ channel, language, updated_at, held_by }) {
  return [say("channels", channel) || channel, language, clock(updated_at), held_by && `with ${held_by}`].filter(Boolean).join(", ");
}
