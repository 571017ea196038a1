/** The part of an answer that ends with a person; the answer itself says why. */

import { icon, link, make, pressable, webAddress } from "./dom.js";
import { t } from "./words.js";

/**
 * @param {import("./types.js").Escalation} escalation
 * @param {() => void} show shows the note for support
 * @returns {HTMLElement}
 */
export function escalationBlock({ contact_url }, show) {
  const contact = webAddress(contact_url) && link(contact_url, [t("contact_support")], { class: "second" });
  return make(
    "div",
    { class: "escalation" },
    make("h4", {}, icon("person"), t("escalation")),
    make("p", {}, t("escalation_text")),
    make("div", { class: "row" }, pressable("first", t("show_note"), show), contact),
  );
}
