/** A transcript from elsewhere, pasted: who said what is read from the beginnings of its lines. */

import { make } from "./chat/dom.js";

/** @typedef {import("./types.js").Line} Line */

const CUSTOMER = /^(?:customer|user|client|visitor|kunde|cliente)\s*:\s*/i;
const AGENT = /^(?:agent|support|us|me|assistant|bot|agente)\s*:\s*/i;
/** What the bot speaks; the customer's language where their words do not tell it ("502"). */
export const LANGUAGES = ["en", "ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pt", "ru", "zh"];
const LONGEST = 2000;
const MOST = 50;

/**
 * Read a transcript. A line without a speaker goes on what was said before; what stands first is the customer's.
 * @param {string} text
 * @returns {Line[]} the last fifty
 */
export function readTranscript(text) {
  /** @type {Line[]} */
  const lines = [];
  for (const line of text.split(/\r?\n/)) {
    const role = AGENT.test(line) ? "agent" : CUSTOMER.test(line) ? "customer" : null;
    const words = line.replace(AGENT, "").replace(CUSTOMER, "").trim();
    const last = lines.at(-1);
    if (last && !role) last.text = `${last.text}\n${words}`.trim();
    else if (words) lines.push({ role: role ?? "customer", text: words });
  }
  return lines.map(({ role, text: said }) => ({ role, text: said.trim().slice(0, LONGEST) })).filter(({ text: said }) => said).slice(-MOST);
}

/**
 * @param {(lines: Line[], locale: string) => void} done `locale` is empty where the words are to tell
 * @returns {HTMLElement}
 */
export function pasteForm(done) {
  const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "transcript", rows: 8, maxlength: 40_000, dir: "auto", "aria-describedby": "transcript-hint" }));
  const name = new Intl.DisplayNames(["en"], { type: "language" });
  const options = LANGUAGES.map((code) => make("option", { value: code }, name.of(code)));
  const language = /** @type {HTMLSelectElement} */ (make("select", { id: "transcript-language" }, make("option", { value: "" }, "As it is written"), options));
  const wrong = make("p", { role: "alert" });
  const form = make(
    "form",
    { class: "paste", novalidate: true },
    make("div", { class: "field" }, make("label", { for: "transcript" }, "Transcript"), text),
    make("p", { class: "quiet", id: "transcript-hint" }, "Begin a line with “Customer:” or “Agent:”. Nothing of it is kept as a conversation."),
    make("div", { class: "field" }, make("label", { for: "transcript-language" }, "Customer’s language"), language),
    wrong,
    make("button", { type: "submit", class: "first" }, "Suggest a reply"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lines = readTranscript(text.value);
    wrong.textContent = lines.some(({ role }) => role === "customer") ? "" : "Paste what the customer wrote first.";
    if (wrong.textContent) text.focus();
    else done(lines, language.value);
  });
  return form;
}
