/** The way to a person, always in the same place: the note is shown, then sent with a contact or without one. */

import { placeOf } from "./conversations.js";
import { link, make, nodes, oneAtATime, part, pressable, webAddress } from "./dom.js";
import { packetNode } from "./packet.js";
import { post } from "./server.js";
import { recall } from "./session.js";
import { Trouble, lostLine, troubleOf, wordsFor } from "./trouble.js";
import { basics, t } from "./words.js";

/**
 * @typedef {import("./packet.js").Title} Title
 * @typedef {{title: Title, announce: (words: string) => void, sent: () => void}} Around
 */

/**
 * Wire the view. It stands in the place of the conversation while it is open.
 * @param {ShadowRoot} root
 * @param {Around} around
 * @returns {{open: () => void, leave: () => void}} `leave` closes it and leaves the focus where it is
 */
export function openPerson(root, around) {
  const view = part(root, "person");
  const opener = part(root, "to-person");
  let scrolled = 0;
  const leave = () => {
    if (view.hidden) return;
    show(root, false);
    view.replaceChildren();
    part(root, "scroll").scrollTop = scrolled; // what is not shown forgets where it was
  };
  const close = () => {
    leave();
    opener.focus();
  };
  const open = async () => {
    const back = pressable("plain", t("back"), close);
    const heading = make("h3", { tabindex: "-1" }, t("escalation"));
    const place = make("div", { class: "place" });
    view.replaceChildren(back, heading, place, ways());
    scrolled = part(root, "scroll").scrollTop;
    show(root, true);
    heading.focus();
    const { conversation } = recall();
    if (conversation) await offer(place, conversation, around);
    else place.replaceChildren(make("p", {}, t("person_empty")));
    if (place.isConnected) around.announce(place.firstElementChild?.textContent ?? "");
  };
  opener.addEventListener("click", () => (view.hidden ? open() : close()));
  return { open, leave };
}

/**
 * @param {ShadowRoot} root
 * @param {boolean} shown
 */
function show(root, shown) {
  part(root, "person").hidden = !shown;
  part(root, "scroll").hidden = shown;
  part(root, "to-person").setAttribute("aria-expanded", String(shown));
}

/** The way that needs nothing of ours. */
function ways() {
  const { contact_url: address } = basics();
  return webAddress(address) ? make("p", { class: "row" }, link(address, [t("contact_support")], { class: "second" })) : "";
}

/**
 * Show the note and what it takes to send it, or say kindly why not.
 * @param {HTMLElement} place
 * @param {string} conversation
 * @param {Around} around
 */
async function offer(place, conversation, around) {
  place.replaceChildren(make("p", { class: "quiet" }, t("person_writing")));
  try {
    const packet = await handoff(`${placeOf(conversation)}/handoff?preview=true`, {});
    place.replaceChildren(make("p", {}, t("person_text")), packetNode(packet, around.title), form(place, conversation, around));
  } catch (error) {
    place.replaceChildren(sorry(error));
  }
}

/**
 * @param {HTMLElement} place
 * @param {string} conversation
 * @param {Around} around
 */
function form(place, conversation, around) {
  const field = /** @type {HTMLInputElement} */ (
    make("input", { id: "reach", type: "text", autocomplete: "email", maxlength: "200", dir: "auto", "aria-describedby": "reach-hint" })
  );
  const trouble = make("div", { role: "alert" });
  const send = oneAtATime(async () => {
    trouble.replaceChildren();
    try {
      const contact = field.value.trim();
      const packet = await handoff(`${placeOf(conversation)}/handoff`, contact ? { contact } : {});
      place.replaceChildren(...sent(packet));
      around.announce(t("note_sent"));
      around.sent();
      /** @type {HTMLElement} */ (place.previousElementSibling).focus(); // the heading: the pressed button is gone
    } catch (error) {
      trouble.replaceChildren(sorry(error));
    }
  });
  const submit = (/** @type {Event} */ event) => (event.preventDefault(), send());
  const label = make("label", { for: "reach" }, t("reach_label"));
  const hint = make("p", { class: "quiet", id: "reach-hint" }, t("reach_hint"));
  const button = make("button", { type: "submit", class: "first" }, t("send_note"));
  return make("form", { class: "reach", novalidate: true, on: { submit } }, label, field, hint, button, trouble);
}

/** @param {Record<string, unknown>} packet */
function sent(packet) {
  const reference = typeof packet.id === "string" && make("p", { class: "quiet" }, t("reference"), " ", make("code", {}, packet.id));
  return nodes([make("p", {}, make("strong", {}, t("note_sent"))), reference]);
}

/** @param {unknown} error */
function sorry(error) {
  const { title, advice } = wordsFor(error instanceof Trouble ? error : lostLine());
  return make("p", {}, make("strong", {}, title), " ", advice);
}

/**
 * @param {string} place
 * @param {object} body
 * @returns {Promise<Record<string, unknown>>}
 */
async function handoff(place, body) {
  const response = await post(place, body);
  if (!response.ok) throw await troubleOf(response);
  return response.json();
}
