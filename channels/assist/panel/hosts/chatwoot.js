/**
 * Chatwoot's dashboard app: a frame in its conversation view.
 *
 * Its message is a string without a signature, so nothing in it is believed but two numbers, from an origin that the
 * operator named; our server reads the conversation through Chatwoot's API.
 */

import { copyText } from "../clipboard.js";

const ASK = "chatwoot-dashboard-app:fetch-info";
/** Chatwoot loses what is asked too early. */
const ASK_AFTER_MS = [250, 1000, 3000];
/** The type of a message that a customer wrote. */
const INCOMING = 0;

/** @returns {import("./host.js").Host} */
export function chatwoot() {
  return {
    name: "chatwoot",
    ours: false,
    insertLabel: "Copy for the reply",
    begin: listen,
    insert: async ({ text }) => ((await copyText(text)) ? "Copied. Paste it into the reply field of Chatwoot." : "Copying is not allowed here. The text is selected: press Ctrl+C."),
  };
}

/** @param {import("../desk.js").Desk} desk */
async function listen(desk) {
  const origins = await allowed();
  if (!origins.length) return desk.say("No helpdesk is allowed to speak to this panel. Set ASSIST_FRAME_ORIGINS.");
  desk.say("Waiting for Chatwoot to say which conversation is open…");
  let shown = "";
  let said = 0;
  const timers = ASK_AFTER_MS.map((ms) => setTimeout(() => window.parent.postMessage(ASK, "*"), ms));
  addEventListener("message", (event) => {
    if (event.source !== window.parent || !origins.includes(event.origin)) return;
    const found = read(event.data);
    if (!found) return;
    timers.forEach(clearTimeout);
    const { newest, ...ids } = found;
    if (shown !== JSON.stringify(ids)) desk.open({ chatwoot: ids });
    else if (said !== newest) desk.brief.renew("customer_wrote");
    [shown, said] = [JSON.stringify(ids), newest];
  });
}

/** @returns {Promise<string[]>} the origins that may speak to us */
async function allowed() {
  try {
    const { origins } = await (await fetch("/assist/hosts", { cache: "no-store" })).json();
    return origins;
  } catch {
    return [];
  }
}

/**
 * Read Chatwoot's message: which conversation is open, and the number of the customer's newest message, which only
 * tells when to look again. Whatever it says beside is left alone.
 * @param {unknown} data
 * @returns {{conversation_id: number, account_id: number, newest: number} | null}
 */
export function read(data) {
  if (typeof data !== "string" || data.length > 1_000_000) return null;
  try {
    const message = JSON.parse(data);
    if (message?.event !== "appContext") return null;
    const { id, account_id, messages } = message.data?.conversation ?? {};
    return isId(id) && isId(account_id) ? { conversation_id: id, account_id, newest: newestOf(messages) } : null;
  } catch {
    return null;
  }
}

/** @param {unknown} one @returns {one is number} */
function isId(one) {
  return Number.isSafeInteger(one) && Number(one) > 0;
}

/** @param {unknown} messages */
function newestOf(messages) {
  const incoming = Array.isArray(messages) ? messages.filter((one) => one?.message_type === INCOMING && isId(one.id)) : [];
  return Math.max(0, ...incoming.map(({ id }) => id));
}
