/**
 * Where the panel stands. A host says which conversation is looked at, and takes the words an agent chose.
 *
 * To add one (Zendesk's sidebar, say): a module beside this one that gives a Host, and a line in `chooseHost`.
 * `begin` subscribes to the helpdesk and calls `desk.open(subject)` whenever another conversation is shown: ids only,
 * the words are read by our own server. `insert` puts a text where the agent writes; a host that has no such way
 * (Chatwoot's dashboard apps have none) copies it and says so. A host that loads a script of its vendor needs that
 * origin in the page's policy (PAGES in api/routes/panel.py), for that host alone.
 *
 * @typedef {import("../desk.js").Desk} Desk
 * @typedef {import("../draft.js").Words} Words
 *
 * @typedef {object} Host
 * @property {string} name
 * @property {boolean} ours whether conversations are our own: then the list, the conversation and the reply are shown
 * @property {string} insertLabel
 * @property {(desk: Desk) => void} begin
 * @property {(words: Words, desk: Desk) => Promise<string>} insert returns what to tell the agent
 */

import { chatwoot } from "./chatwoot.js";
import { standalone } from "./standalone.js";

/** @returns {Host} Chatwoot's where the page is framed, else our own */
export function chooseHost() {
  return window.parent === window ? standalone() : chatwoot();
}
