/**
 * Signs an agent in with a key, and carries every call to our own server.
 *
 * A page says `await signedIn(root)` once and `await call(path, …)` from then on. When the session ends meanwhile, the
 * form comes up over the page, and the call goes out again once somebody has signed in: nothing on the page is lost.
 */

import { icon, make } from "./chat/dom.js";

/**
 * @typedef {{agent: {id: string, name: string}, scopes: string[], csrf: string, idle_seconds: number, expires_at: string}} Session
 * @typedef {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} How
 *   a body that is an object is sent as JSON
 */

const OWN = "/v1/session";
const UNAUTHENTICATED = 401;
const FORBIDDEN = 403;
const TOO_MANY = 429;
const SAFE = ["GET", "HEAD"];

/** @type {Session | null} */
let session = null;
/** @type {Promise<Session> | null} the form that is open, one for all calls that wait for it */
let asking = null;

/**
 * Return who is signed in, after asking for a key where nobody is. The form stands in `root` until then.
 * @param {HTMLElement} root
 * @returns {Promise<Session>}
 */
export async function signedIn(root) {
  const kept = await read();
  if (kept) return (session = kept);
  return ask("h1", (form) => {
    const shown = root.closest("main") ? form : make("main", {}, form);
    root.append(shown);
    return () => shown.remove();
  });
}

/** @returns {Session | null} who is signed in */
export function currentSession() {
  return session;
}

/** End the session, and ask for a key over the page. @returns {Promise<Session>} the next one */
export async function signOut() {
  await send(OWN, { method: "DELETE" }).catch(() => null);
  return askAgain();
}

/**
 * Ask our server. Returns the response whatever its status; throws a TypeError where the server is not reached.
 * @param {string} path
 * @param {How} [how]
 * @returns {Promise<Response>}
 */
export async function call(path, how = {}) {
  const response = await send(path, how);
  if (how.signal?.aborted || ![UNAUTHENTICATED, FORBIDDEN].includes(response.status)) return response;
  if (response.status === UNAUTHENTICATED) await askAgain();
  else if (!(await renewed())) return response;
  return send(path, how);
}

/** @returns {Promise<Session | null>} the session of this browser's cookie */
async function read() {
  const kept = await send(OWN, {}).catch(() => null);
  return kept?.ok ? kept.json() : null;
}

/** Tell whether another tab has signed in meanwhile, so that our token is of an older session. */
async function renewed() {
  const kept = await read();
  if (!kept || kept.csrf === session?.csrf) return false;
  session = kept;
  return true;
}

/**
 * @param {string} path
 * @param {How} how
 * @returns {Promise<Response>}
 */
function send(path, { method = "GET", body, headers = {}, signal }) {
  /** @type {Record<string, string>} */
  const own = { Accept: "application/json" };
  if (session && !SAFE.includes(method)) own["X-CSRF-Token"] = session.csrf;
  if (body !== undefined) own["Content-Type"] = "application/json";
  return fetch(path, {
    method,
    signal,
    headers: { ...own, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    credentials: "same-origin",
    referrerPolicy: "no-referrer",
  });
}

/** Ask for a key over the page; what stands on it stays. */
function askAgain() {
  return ask("h2", (form) => {
    const over = /** @type {HTMLDialogElement} */ (make("dialog", { class: "again", "aria-labelledby": "signin-title" }, form));
    over.addEventListener("cancel", (event) => event.preventDefault());
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    document.body.append(over);
    over.showModal();
    return () => {
      over.remove();
      before?.focus();
    };
  });
}

/**
 * Ask for a key, once for all who wait.
 * @param {string} heading
 * @param {(form: HTMLElement) => () => void} show returns what takes the form away
 * @returns {Promise<Session>}
 */
function ask(heading, show) {
  asking ??= new Promise((resolve) => {
    session = null;
    const done = (/** @type {Session} */ opened) => {
      session = opened;
      asking = null;
      removeEventListener("focus", elsewhere);
      hide();
      resolve(opened);
    };
    // Somebody may sign in in another tab of this browser.
    const elsewhere = async () => {
      const kept = await read();
      if (kept && asking) done(kept);
    };
    addEventListener("focus", elsewhere);
    const form = keyForm(heading, done);
    const hide = show(form);
    form.querySelector("input")?.focus();
  });
  return asking;
}

/**
 * @param {string} heading
 * @param {(opened: Session) => void} done
 * @returns {HTMLElement}
 */
function keyForm(heading, done) {
  const key = /** @type {HTMLInputElement} */ (
    make("input", { id: "signin-key", type: "password", name: "key", autocomplete: "current-password", required: true, "aria-describedby": "signin-wrong signin-hint" })
  );
  const wrong = make("p", { class: "wrong", id: "signin-wrong", role: "alert" });
  const open = make("button", { type: "submit", class: "first" }, "Sign in");
  const form = make(
    "form",
    { class: "signin", "aria-labelledby": "signin-title", novalidate: true },
    make("p", { class: "brand" }, icon("sign"), "Signpost"),
    make(heading, { id: "signin-title" }, "Sign in as an agent"),
    make("div", { class: "field" }, make("label", { for: "signin-key" }, "Agent key"), key, make("p", { class: "quiet", id: "signin-hint" }, "From the person who runs Signpost. It is exchanged for a session and not kept in this browser.")),
    wrong,
    open,
  );
  const say = (/** @type {string} */ words) => {
    wrong.textContent = words;
    key.setAttribute("aria-invalid", "true");
    open.setAttribute("aria-disabled", "false");
    key.focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (open.getAttribute("aria-disabled") === "true") return;
    if (!key.value.trim()) return say("Please enter your key.");
    open.setAttribute("aria-disabled", "true");
    const opened = await exchange(key.value.trim());
    if (typeof opened === "string") return say(opened);
    done(opened);
  });
  return form;
}

/**
 * Exchange a key for a session.
 * @param {string} key
 * @returns {Promise<Session | string>} a string says what is wrong
 */
async function exchange(key) {
  const embedded = window.parent !== window;
  const response = await send(OWN, { method: "POST", body: embedded ? { key, embedded } : { key } }).catch(() => null);
  if (!response) return "Signpost cannot be reached right now. Please try again.";
  if (response.ok) return response.json();
  const wait = Number(response.headers.get("Retry-After"));
  if (response.status === TOO_MANY) return `Too many tries. Please wait ${wait > 0 ? `${Math.ceil(wait / 60)} min` : "a few minutes"}, then try again.`;
  if (response.status === FORBIDDEN) return "This key does not open the agents’ pages. Ask for one with the scope “assist”.";
  if (response.status < 500) return "This key is not accepted. Check that all of it was copied.";
  return "Signpost could not sign you in. Please try again in a moment.";
}
