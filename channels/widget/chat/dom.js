/** Builds the chat from nodes and text; no string is ever read as HTML. */

import { t } from "./words.js";

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Make an element: `on` holds listeners, every other key is an attribute; true sets it empty, false leaves it out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value ?? {})) element.addEventListener(event, listener);
    } else if (value !== false && value != null) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

/**
 * Drop what is absent, so that a condition can stand among children.
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
export function nodes(children) {
  return /** @type {(Node | string)[]} */ (children.flat().filter((child) => child || child === 0));
}

/**
 * Return the element of the chat with this id; it is built in frame.js.
 * @param {ShadowRoot} root
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(root, id) {
  return /** @type {HTMLElement} */ (root.getElementById(id));
}

/**
 * Make a button. A press does nothing while what the last one began still runs.
 * @param {string} kind its class
 * @param {Child | Child[]} words
 * @param {() => unknown} [act]
 * @param {Record<string, any>} [attributes]
 * @returns {HTMLElement}
 */
export function pressable(kind, words, act, attributes = {}) {
  return make("button", { type: "button", class: kind, on: act && { click: oneAtATime(act) }, ...attributes }, words);
}

/**
 * Let an act end before it begins again.
 * @param {() => unknown} act
 * @returns {() => Promise<void>}
 */
export function oneAtATime(act) {
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    await Promise.resolve(act()).finally(() => (running = false));
  };
}

/**
 * Link to an address that came in a field of the API; anything but http(s) is shown as plain words.
 * @param {string | null | undefined} address
 * @param {(Child | Child[])[]} words
 * @param {Record<string, any>} [attributes]
 * @returns {HTMLElement}
 */
export function link(address, words, attributes = {}) {
  const url = webAddress(address);
  if (!url) return make("span", attributes, ...words);
  const away = { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.host };
  return make("a", { ...away, ...attributes }, ...words, icon("away"), make("span", { class: "unseen" }, ` ${t("new_tab")}`));
}

/**
 * Read an absolute http(s) address; null for every other scheme, a relative address or nonsense.
 * @param {string | null | undefined} address
 * @returns {URL | null}
 */
export function webAddress(address) {
  try {
    const url = new URL(String(address ?? ""));
    return ["http:", "https:"].includes(url.protocol) && !url.username && !url.password ? url : null;
  } catch {
    return null;
  }
}

/** Drawings on a 24 x 24 grid; each is decoration beside words, never the only sign. */
const DRAWINGS = {
  away: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  caution: "M12 4 2.8 20h18.4L12 4zM12 10v4.5M12 17.4v.1",
  check: "M4.5 12.5 10 18 19.5 7",
  cross: "M6 6l12 12M18 6 6 18",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.6 2H4.4zM10 21h4",
  minus: "M5.5 12h13",
  outage: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 8.5l7 7M15.5 8.5l-7 7",
  ok: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.4l2.8 2.8L16.2 9",
  person: "M12 4a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 12 4zM4.6 20a7.4 7.4 0 0 1 14.8 0",
  recovering: "M20 12a8 8 0 1 1-2.6-5.9M20 4v4.4h-4.4",
  send: "M12 20V4.5M5.5 11 12 4.5l6.5 6.5",
  sign: "M12 2.6v2.2M12 11.4v1.4M12 19v2.4M5 4.8h11.4l2.8 3.3-2.8 3.3H5zM19 12.8H8.4L5.6 15.9 8.4 19H19z",
  unknown: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.4 9.6a2.7 2.7 0 1 1 3.6 2.6c-.7.3-1 .8-1 1.7M12 16.6v.1",
  thumb: "M7 21V10M7 10l4.2-7a2.3 2.3 0 0 1 2.2 3l-1 3.6h5a2.2 2.2 0 0 1 2.1 2.7l-1.4 6.4A2.2 2.2 0 0 1 16 21H4V10h3",
};

/**
 * Draw a sign that stands beside words; hidden from screen readers.
 * @param {keyof typeof DRAWINGS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  const how = { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(how)) drawing.setAttribute(key, value);
  path.setAttribute("d", DRAWINGS[name]);
  drawing.append(path);
  return drawing;
}
