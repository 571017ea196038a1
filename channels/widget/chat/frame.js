/** The parts of the chat before anything was said: launcher, panel, field, and the question whether to erase. */

import { icon, link, make, pressable, webAddress } from "./dom.js";
import { basics, t } from "./words.js";

/**
 * Build the frame.
 * @param {{starters: string[], privacy: string | null, inline: boolean}} wished
 * @returns {HTMLElement}
 */
export function frame({ starters, privacy, inline }) {
  return make("div", { class: "frame", id: "frame" }, !inline && launcher(), panel(starters, privacy, inline), erase());
}

function launcher() {
  const dot = make("span", { class: "dot", id: "dot", hidden: true });
  const words = make("span", {}, t("launch"));
  const about = { id: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": "panel" };
  return pressable("launcher", [icon("sign"), words, dot, make("span", { class: "unseen", id: "launch-news" })], undefined, about);
}

/**
 * @param {string[]} starters
 * @param {string | null} privacy
 * @param {boolean} inline
 */
function panel(starters, privacy, inline) {
  const about = { class: "panel", id: "panel", part: "panel", hidden: !inline, "data-begun": "false", "aria-labelledby": "title" };
  return make(
    "section",
    { ...about, role: inline ? "region" : "dialog" },
    head(inline),
    make("section", { class: "status", id: "status", part: "status", "data-state": "waiting", "aria-label": t("status_label") }),
    make("div", { class: "scroll", id: "scroll", role: "region", "aria-label": t("log_label"), tabindex: "0" }, welcome(starters, privacy), log()),
    make("section", { class: "person", id: "person", "aria-label": t("person"), hidden: true }),
    make("p", { class: "unseen", id: "announce", role: "status" }),
    composer(),
  );
}

/** @param {boolean} inline */
function head(inline) {
  const close = pressable("close", icon("cross"), undefined, { id: "close", "aria-label": t("close"), title: t("close") });
  const title = make("h2", { id: "title" }, t("title"));
  return make("div", { class: "head", part: "header" }, icon("sign"), title, make("p", { class: "badge" }, t("badge")), !inline && close);
}

/**
 * @param {string[]} starters
 * @param {string | null} privacy
 */
function welcome(starters, privacy) {
  const product = basics().product;
  const said = starters.map((words) => words.replace("{product}", product).trim());
  const chips = said.map((words) => pressable("chip", make("bdi", {}, words), undefined, { "data-ask": words }));
  const policy = webAddress(privacy) && link(privacy, [t("privacy")]);
  return make(
    "div",
    { class: "welcome" },
    make("p", {}, t("disclosure")),
    make("div", { class: "chips", role: "group", "aria-label": t("starters_label") }, chips),
    make("p", { class: "quiet" }, t("kept"), " ", policy),
  );
}

function log() {
  return make("div", { class: "log", id: "log", role: "log", "aria-live": "off", "aria-label": t("log_label") });
}

function composer() {
  const field = { id: "message", part: "field", rows: "1", dir: "auto", autocomplete: "off", enterkeyhint: "send", "aria-describedby": "hint left" };
  return make(
    "form",
    { class: "ask", id: "ask", part: "composer", novalidate: true },
    make("p", { class: "with", id: "with", hidden: true }, icon("person"), t("with_person")),
    make("label", { for: "message", class: "unseen" }, t("question_label")),
    make(
      "div",
      { class: "field" },
      make("textarea", { ...field, placeholder: t("placeholder") }),
      make("button", { type: "submit", id: "send", class: "send", part: "send", "aria-label": t("send"), title: t("send") }, icon("send")),
    ),
    make("p", { class: "quiet", id: "left" }),
    make("p", { class: "unseen", id: "hint" }, t("hint")),
    make(
      "div",
      { class: "under" },
      pressable("plain", [icon("person"), t("person")], undefined, { id: "to-person", part: "person", "aria-expanded": "false", "aria-controls": "person" }),
      pressable("plain", t("start_over"), undefined, { id: "start-over" }),
    ),
    make("p", { class: "trouble", id: "erase-failed", hidden: true }, t("not_erased")),
  );
}

function erase() {
  const choice = (/** @type {string} */ kind, /** @type {string} */ words, /** @type {string} */ value) => pressable(kind, words, undefined, { value });
  return make(
    "dialog",
    { id: "erase", "aria-labelledby": "erase-title" },
    make("h2", { id: "erase-title" }, t("erase_title")),
    make("p", {}, t("erase_text")),
    make("div", { class: "row" }, choice("first", t("erase_yes"), "erase"), choice("second", t("erase_no"), "keep")),
  );
}
