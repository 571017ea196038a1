/** The wish to be told once when the incident is over; the message becomes a turn of the conversation. */

import { placeOf } from "./conversations.js";
import { icon, make, pressable } from "./dom.js";
import { call, post } from "./server.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */

const OVER = 409;

/**
 * Build the offer, where the answer says that an open incident or maintenance is what the person feels.
 * @param {Answer} answer
 * @param {{announce: (words: string) => void, awaited: () => void}} hooks
 * @returns {HTMLElement | null}
 */
export function notifyBlock({ status, conversation_id: conversation }, { announce, awaited }) {
  if (![...status.incidents, ...status.maintenances].some(({ affects_question: ours }) => ours)) return null;
  const told = make("span", { class: "quiet" });
  const say = (/** @type {string} */ words) => (told.replaceChildren(words), announce(words));
  const button = pressable("second notify", [icon("bell"), t("notify")], () => press());
  const press = async () => {
    const wished = button.getAttribute("aria-pressed") === "true";
    const code = await (wished ? withdraw(conversation) : wish(conversation));
    const done = code >= 200 && code < 300;
    if (done) button.setAttribute("aria-pressed", String(!wished));
    if (done && !wished) awaited();
    if (done) say(wished ? "" : t("notify_on"));
    else say(t(code === OVER ? "notify_nothing" : "not_sent"));
  };
  return make("div", { class: "row notify-row" }, button, told);
}

/** @param {string} conversation @returns {Promise<number>} the status code, 0 where nobody answered */
function wish(conversation) {
  return post(`${placeOf(conversation)}/notify`, {}).then(({ status }) => status, () => 0);
}

/** @param {string} conversation @returns {Promise<number>} */
function withdraw(conversation) {
  return call(`${placeOf(conversation)}/notify`, { method: "DELETE" }).then(({ status }) => status, () => 0);
}
