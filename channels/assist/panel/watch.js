/** Looks again and again, while the page is seen and somebody is there. */

import { call, currentSession, signOut } from "./signin.js";

const CHECK_MS = 15_000;
const TELLS = 4;
const SIGNS = ["pointerdown", "keydown", "wheel"];

let touched = Date.now();

/**
 * Act now and every so often; one call at a time, none while the page is hidden.
 * @param {number} ms
 * @param {() => Promise<void> | void} act
 * @param {AbortSignal} [signal] ends it
 */
export function every(ms, act, signal) {
  let busy = false;
  const look = async () => {
    if (busy || document.hidden || signal?.aborted) return;
    busy = true;
    try {
      await act();
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(look, ms);
  document.addEventListener("visibilitychange", look, { signal });
  signal?.addEventListener("abort", () => clearInterval(timer));
  look();
}

/**
 * Sign out whoever has touched nothing for as long as a session may idle, and keep who is typing signed in: looking
 * again by itself is no touch, and typing asks nothing of the server.
 */
export function watchIdle() {
  let told = Date.now();
  for (const sign of SIGNS) addEventListener(sign, () => (touched = Date.now()), { passive: true, capture: true });
  setInterval(() => {
    const idle = (currentSession()?.idle_seconds ?? 0) * 1000;
    if (!idle) return;
    if (Date.now() - touched > idle) {
      touched = Date.now();
      signOut();
    } else if (touched > told && Date.now() - told > idle / TELLS) {
      told = Date.now();
      call("/v1/session").catch(() => {});
    }
  }, CHECK_MS);
}
