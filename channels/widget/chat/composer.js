/** The field the question is typed into: Enter sends, Shift+Enter breaks the line, 2,000 characters at most. */

import { part } from "./dom.js";
import { count, t } from "./words.js";

const MOST = 2000;
const NEAR = 200;

/**
 * Wire the field. `send` returns false when the message cannot go out now; the words then stay.
 * @param {ShadowRoot} root
 * @param {{send: (words: string) => boolean, announce: (words: string) => void}} page
 * @returns {{take: (words: string) => void}} `take` puts words back into the field
 */
export function openComposer(root, { send, announce }) {
  const field = /** @type {HTMLTextAreaElement} */ (part(root, "message"));

  const submit = () => {
    const words = field.value.trim();
    if (!words) field.focus();
    else if (left(words) < 0) announce(t("too_long", { left: count(-left(words), "over") }));
    else if (send(words)) {
      field.value = "";
      showLeft(root, field, announce);
    }
  };
  part(root, "ask").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => showLeft(root, field, announce));
  return {
    take(words) {
      field.value = words;
      showLeft(root, field, announce);
      field.focus();
    },
  };
}

/**
 * Tell a key that chooses among an input method's proposals; 229 is how Safari says so of the last one.
 * @param {KeyboardEvent} event
 */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Count as the server does: characters, not the halves JavaScript stores them in.
 * @param {string} words
 */
function left(words) {
  return MOST - Array.from(words).length;
}

/**
 * @param {ShadowRoot} root
 * @param {HTMLTextAreaElement} field
 * @param {(words: string) => void} announce
 */
function showLeft(root, field, announce) {
  const room = left(field.value.trim());
  const over = room < 0;
  const words = over ? count(-room, "over") : count(room, "left");
  part(root, "left").textContent = room <= NEAR ? words : "";
  if (over && field.getAttribute("aria-invalid") !== "true") announce(t("too_long", { left: words }));
  field.setAttribute("aria-invalid", String(over));
}
