/** <signpost-chat>: attributes in, events out. Whatever happens inside, the page around it hears no exception. */

import { pause } from "./ask.js";
import { openComposer } from "./composer.js";
import { part } from "./dom.js";
import { frame } from "./frame.js";
import { Open } from "./open.js";
import { openPerson } from "./person.js";
import { restore } from "./replay.js";
import { useServer } from "./server.js";
import { forget, recall } from "./session.js";
import { watchStatus } from "./status.js";
import { Talk } from "./talk.js";
import { t, useWords } from "./words.js";

const OURS = new URL("..", import.meta.url);
/** A language of two letters; those of three have none of our words, and some begin like another. */
const TWO_LETTERS = /^[a-z]{2}(?![a-z])/i;
/** How long to wait before what we are made of is asked for again, in milliseconds. */
const READ_AGAIN = [1000, 4000, 15000, 60000];

/** The chat on a page. Attributes: server, lang, theme, side, inline, open, starters, privacy. */
export class SignpostChat extends HTMLElement {
  static observedAttributes = ["open"];
  /** @type {Promise<void> | undefined} */
  building;

  connectedCallback() {
    if (this.shadowRoot) this.watch();
    else this.building ??= this.build().catch(() => this.tell("failed"));
  }

  disconnectedCallback() {
    this.left?.abort();
    this.talk?.follow.pause();
  }

  attributeChangedCallback() {
    this.panel?.set(this.hasAttribute("open"));
  }

  /** Open the panel. */
  open() {
    this.setAttribute("open", "");
  }

  /** Close the panel. */
  close() {
    this.removeAttribute("open");
  }

  /** Read the status again. */
  refresh() {
    this.status?.refresh();
  }

  /** Open the panel and ask; false while another answer is on its way. @param {string} words */
  ask(words) {
    this.open();
    return this.talk?.send({ message: String(words) }, String(words)) ?? false;
  }

  async build() {
    const language = this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    useServer(this.getAttribute("server") ?? OURS.href);
    const [pack, sheet] = await patiently(() => Promise.all([readWords(language), readSheet()]));
    useWords(pack, pack.language);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(frame({ starters: this.starters(pack), privacy: this.getAttribute("privacy"), inline: this.hasAttribute("inline") }));
    Object.assign(part(root, "frame"), { lang: pack.language, dir: pack.dir });
    this.wire(root, language);
    if (this.isConnected) this.watch();
    this.tell("ready");
  }

  /** @param {import("./words.js").Pack} pack */
  starters(pack) {
    const own = this.getAttribute("starters");
    return (own === null ? pack.starters : own.split("|").map((words) => words.trim()).filter(Boolean)).slice(0, 4);
  }

  /**
   * @param {ShadowRoot} root
   * @param {string} locale
   */
  wire(root, locale) {
    const announce = (/** @type {string} */ words) => (part(root, "announce").textContent = words);
    const panel = (this.panel = new Open(this, root));
    const talk = (this.talk = new Talk(root, {
      announce,
      locale,
      answered: (answer) => (this.status?.refresh(), this.tell("answer", { outcome: answer.outcome, language: answer.language })),
      refused: (words) => composer.take(words),
      news: (words) => (announce(words), panel.news(), this.tell("message")),
      person: () => person.open(),
    }));
    const person = openPerson(root, {
      announce,
      title: talk.hooks.title,
      sent: () => (talk.follow.begin(), this.tell("handoff")),
    });
    const send = (/** @type {string} */ words) => {
      person.leave();
      return talk.send({ message: words }, words, { focus: false });
    };
    const composer = openComposer(root, { announce, send });
    for (const chip of root.querySelectorAll("[data-ask]")) {
      const words = /** @type {HTMLElement} */ (chip).dataset.ask ?? "";
      chip.addEventListener("click", () => talk.send({ message: words }, words));
    }
    wireErase(root, talk, announce, person.leave);
    for (const event of ["keydown", "keypress", "keyup"]) root.addEventListener(event, keepKeys);
    panel.set(this.hasAttribute("open") || (!this.hasAttribute("inline") && recall().open === true), { focus: false });
    restore(talk).catch(forget);
  }

  /** Follow the status page while we stand in the document. */
  watch() {
    this.left?.abort();
    this.left = new AbortController();
    this.panel?.watch(this.left.signal);
    if (recall().conversation) this.talk?.follow.glance();
    const place = part(/** @type {ShadowRoot} */ (this.shadowRoot), "status");
    const told = (/** @type {string} */ state, /** @type {boolean} */ incident) => (this.panel?.incident(incident), this.tell("status", { state }));
    this.status = watchStatus(place, told, this.left.signal);
  }

  /**
   * @param {string} what
   * @param {object} [detail]
   */
  tell(what, detail = {}) {
    this.dispatchEvent(new CustomEvent(`signpost-${what}`, { bubbles: true, detail }));
  }
}

/**
 * Read our words in a language we speak, else in English.
 * @param {string} language BCP 47
 */
async function readWords(language) {
  const [wished = "en"] = language.toLowerCase().match(TWO_LETTERS) ?? [];
  for (const name of new Set([wished, "en"])) {
    const response = await fetch(new URL(`words/${name}.json`, new URL(".", import.meta.url)));
    if (response.ok) return { ...(await response.json()), language: name };
  }
  throw new Error("no words");
}

/**
 * Read, and read again where the line is bad; the last failure is thrown.
 * @template T
 * @param {() => Promise<T>} read
 * @returns {Promise<T>}
 */
async function patiently(read) {
  for (const wait of READ_AGAIN) {
    try {
      return await read();
    } catch {
      await pause(wait);
    }
  }
  return read();
}

/**
 * Keep what is typed in a field of ours from the page's own shortcuts: out there the keys seem to come from no field.
 * @param {Event} event
 */
function keepKeys(event) {
  if (/** @type {Element} */ (event.target).matches("textarea, input")) event.stopPropagation();
}

/** The style sheet lies beside this module under the same name. */
async function readSheet() {
  const response = await fetch(import.meta.url.replace(/\.js(\?.*)?$/, ".css"));
  if (!response.ok) throw new Error("no style sheet");
  return new CSSStyleSheet().replace(await response.text());
}

/**
 * @param {ShadowRoot} root
 * @param {Talk} talk
 * @param {(words: string) => void} announce
 * @param {() => void} leave takes the note for support away
 */
function wireErase(root, talk, announce, leave) {
  const dialog = /** @type {HTMLDialogElement} */ (part(root, "erase"));
  part(root, "start-over").addEventListener("click", () => {
    dialog.returnValue = ""; // Escape may leave the last one standing
    dialog.showModal();
  });
  for (const button of dialog.querySelectorAll("button")) button.addEventListener("click", () => dialog.close(button.value));
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "erase") return;
    const erased = await talk.startOver();
    announce(t(erased ? "erased" : "not_erased"));
    part(root, "erase-failed").hidden = erased;
    if (!erased) return;
    leave();
    part(root, "message").focus();
  });
}
