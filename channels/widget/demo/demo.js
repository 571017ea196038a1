/** Wires the page: the status line, the conversation, and the field the question is typed into. */

import { openComposer } from "./composer.js";
import { part } from "./dom.js";
import { restore } from "./replay.js";
import { watchStatus } from "./status.js";
import { Talk } from "./talk.js";

/** Tell a screen reader; the one live region of the page. @param {string} words */
function announce(words) {
  part("announce").textContent = words;
}

part("no-script").remove();
const status = watchStatus();
const composer = openComposer({ announce, send: (words) => talk.send({ message: words }, words, { focus: false }) });
const talk = new Talk({ announce, answered: status.refresh, refused: composer.take });

for (const chip of document.querySelectorAll("[data-ask]")) {
  chip.addEventListener("click", () => {
    const words = /** @type {HTMLElement} */ (chip).dataset.ask ?? "";
    talk.send({ message: words }, words);
  });
}

const dialog = /** @type {HTMLDialogElement} */ (part("erase"));
part("start-over").addEventListener("click", () => {
  dialog.returnValue = ""; // Escape may leave the last one standing
  dialog.showModal();
});
for (const button of dialog.querySelectorAll("button")) button.addEventListener("click", () => dialog.close(button.value));
dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "erase") return;
  const erased = await talk.startOver();
  announce(erased ? "The conversation is erased. You can start a new one." : "The conversation could not be erased. Please try again in a moment.");
  part("erase-failed").hidden = erased;
  if (erased) part("message").focus();
});

restore(talk);
