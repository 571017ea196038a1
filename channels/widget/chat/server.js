/** The server that this chat belongs to: every request goes there, without cookies and without the page's address. */

let base = "";

/** @param {string} address an origin, or nothing for the page's own */
export function useServer(address) {
  base = address.replace(/\/+$/, "");
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export function call(path, init = {}) {
  return fetch(base + path, { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", ...init });
}

/**
 * Send an object.
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Response>}
 */
export function post(path, body, headers = {}) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
}
