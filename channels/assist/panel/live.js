/** Tells a screen reader, once, what has changed; nothing on the page moves for it. */

/** @param {string} words */
export function announce(words) {
  const place = document.getElementById("announce");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}
