/** Dialogs: opened over the page, closed by Escape or their button, and gone when closed. */

import { icon, make, pressable } from "./chat/dom.js";

/** @typedef {import("./chat/dom.js").Child} Child */

let count = 0;

/**
 * Open a dialog; the focus returns where it was when it closes.
 * @param {string} title
 * @param {string} kind its class
 * @param {...(Child | Child[])} children
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, kind, ...children) {
  const id = `dialog-${++count}`;
  const close = pressable("close", icon("cross"), () => dialog.close(), { "aria-label": "Close" });
  const head = make("div", { class: "dialog-head" }, make("h2", { id }, title), close);
  const dialog = /** @type {HTMLDialogElement} */ (make("dialog", { class: kind, "aria-labelledby": id }, head, ...children));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Ask a yes-or-no question; Escape is a no.
 * @param {string} title
 * @param {string} words
 * @param {string} yes
 * @param {string} no
 * @returns {Promise<boolean>}
 */
export function confirm(title, words, yes, no) {
  return new Promise((resolve) => {
    let answer = false;
    const go = pressable("second", yes, () => {
      answer = true;
      dialog.close();
    });
    const stay = pressable("first", no, () => dialog.close(), { autofocus: true });
    const dialog = openDialog(title, "ask", make("p", {}, words), make("div", { class: "row" }, stay, go));
    dialog.addEventListener("close", () => resolve(answer));
  });
}
