/** One approved message to everyone who waits with the same symptom; each conversation is listed first. */

import { make, pressable } from "./chat/dom.js";
import { clock, say } from "./chat/words.js";
import { openDialog } from "./dialogs.js";
import { announce } from "./live.js";
import { broadcast, newKey, readWaiting } from "./wire.js";

/** @typedef {import("./types.js").Row} Row */

/**
 * @param {string} symptom
 * @param {string} draft the text to start from
 */
export async function broadcastDialog(symptom, draft) {
  const body = make("div", { class: "broadcast" }, make("p", { class: "quiet" }, "Looking who waits…"));
  openDialog("Message everyone waiting", "wide", body);
  try {
    const { items, status } = await readWaiting(symptom);
    body.replaceChildren(...(items.length ? form(items, draft || status.summary, body) : [make("p", {}, "Nobody waits with this symptom just now.")]));
    body.querySelector("textarea")?.focus();
  } catch (error) {
    body.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
  }
}

/**
 * @param {Row[]} items
 * @param {string} draft
 * @param {HTMLElement} body
 */
function form(items, draft, body) {
  const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "broadcast-text", rows: 4, maxlength: 4000, dir: "auto" }, draft));
  const boxes = items.map(({ ref }) => /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", value: ref, checked: true })));
  const rows = items.map((row, i) => make("li", {}, make("label", {}, boxes[i], make("span", {}, make("code", {}, row.ref), " ", make("span", { class: "quiet" }, facts(row)), row.last && make("span", { class: "last", dir: "auto" }, row.last.text)))));
  const wrong = make("p", { role: "alert" });
  const key = newKey();
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const go = pressable("first", "", send);
  const count = () => {
    const n = chosen().length;
    go.textContent = n === 1 ? "Send to 1 conversation" : `Send to ${n} conversations`;
    go.setAttribute("aria-disabled", String(!n || !text.value.trim()));
  };
  async function send() {
    if (go.getAttribute("aria-disabled") === "true") return;
    go.setAttribute("aria-disabled", "true");
    try {
      const { sent, skipped } = await broadcast(text.value.trim(), chosen(), key);
      const left = skipped.map((one) => make("li", {}, make("code", {}, one.ref), `: ${one.reason}`));
      const words = `Sent to ${sent.length} ${sent.length === 1 ? "conversation" : "conversations"}.`;
      body.replaceChildren(make("p", { class: "done", tabindex: -1 }, words), ...(left.length ? [make("p", {}, "Not sent to:"), make("ul", {}, left)] : []));
      /** @type {HTMLElement} */ (body.firstElementChild).focus();
      announce(words);
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message;
      count();
    }
  }
  for (const box of boxes) box.addEventListener("change", count);
  text.addEventListener("input", count);
  count();
  return [
    make("div", { class: "field" }, make("label", { for: "broadcast-text" }, "Message"), text),
    make("fieldset", {}, make("legend", {}, "Who gets it"), make("ul", { class: "people" }, rows)),
    wrong,
    make("div", { class: "row" }, go),
  ];
}

/** @param {Row} row */
function facts({ channel, language, updated_at, held_by }) {
  return [say("channels", channel) || channel, language, clock(updated_at), held_by && `with ${held_by}`].filter(Boolean).join(", ");
}
