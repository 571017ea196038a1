/** Shortcuts with a modifier, listed in a dialog, and able to be switched off: speech and single keys stay free. */

import { make } from "./chat/dom.js";
import { openDialog } from "./dialogs.js";

const KEPT = "signpost-shortcuts";

/** What can be done by keys, in the order in which it is listed. */
const KEYS = {
  i: { keys: "Alt + I", words: "Insert the suggestion", press: "#insert" },
  c: { keys: "Alt + C", words: "Copy the suggestion", press: "#copy" },
  r: { keys: "Alt + R", words: "Regenerate the suggestion", press: "#again" },
  enter: { keys: "Alt + Enter", words: "Send the reply", press: "#send" },
  "/": { keys: "Alt + /", words: "This list", press: "#keys" },
};

/** @returns {boolean} */
function wanted() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // a framed page may have no storage
  }
}

/** @param {boolean} on */
function want(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // Then it holds for this page only.
  }
}

/** Listen for the keys from now on. */
export function listenForKeys() {
  let on = wanted();
  document.addEventListener("keydown", (event) => {
    if (!on || !event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    if (!Object.hasOwn(KEYS, name)) return;
    const button = /** @type {HTMLElement | null} */ (document.querySelector(KEYS[/** @type {keyof typeof KEYS} */ (name)].press));
    if (!button || button.hidden) return;
    event.preventDefault();
    button.click();
  });
  return () => {
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", checked: on }));
    box.addEventListener("change", () => {
      on = box.checked;
      want(on);
    });
    const rows = Object.values(KEYS).flatMap(({ keys, words }) => [make("dt", {}, ...keys.split(" + ").flatMap((key, i) => [i ? " + " : null, make("kbd", {}, key)])), make("dd", {}, words)]);
    openDialog("Shortcuts", "keys", make("dl", {}, ...rows), make("label", { class: "switch" }, box, "Use these shortcuts"));
  };
}

/** On a keyboard where Alt writes other signs, the place of the key counts. @param {KeyboardEvent} event */
function nameOf({ key, code }) {
  if (Object.hasOwn(KEYS, key.toLowerCase())) return key.toLowerCase();
  return code === "Slash" ? "/" : code.replace(/^Key/, "").toLowerCase();
}
