/** Lets a visitor of the demonstration choose what the status page shows; a server that reads a real page offers none. */

const place = /** @type {HTMLElement} */ (document.getElementById("scenes"));
document.getElementById("no-script")?.remove();
document.getElementById("ask-now")?.addEventListener("click", (event) => {
  const chat = /** @type {(HTMLElement & {open?: () => void}) | null} */ (document.querySelector("signpost-chat"));
  if (!chat?.open) return; // not loaded: the link leads to the chat's own page
  event.preventDefault();
  chat.open();
});

/** @param {{scenes: {id: string, name: string}[], current: string}} offered */
function show({ scenes, current }) {
  const row = document.createElement("div");
  row.className = "row";
  const label = document.createElement("span");
  label.textContent = "The status page shows:";
  row.append(label, ...scenes.map(({ id, name }) => button(id, name, id === current)));
  place.replaceChildren(row);
  place.hidden = false;
}

/**
 * @param {string} id
 * @param {string} name
 * @param {boolean} pressed
 */
function button(id, name, pressed) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = name;
  one.setAttribute("aria-pressed", String(pressed));
  one.addEventListener("click", () => choose(id));
  return one;
}

/** @param {string} id */
async function choose(id) {
  const response = await fetch("/demo/scenes", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ scene: id }),
  }).catch(() => null);
  if (!response?.ok) return;
  show(await response.json());
  /** @type {HTMLElement | null} */ (place.querySelector("[aria-pressed=true]"))?.focus();
  /** @type {(HTMLElement & {refresh?: () => void}) | null} */ (document.querySelector("signpost-chat"))?.refresh?.();
}

fetch("/demo/scenes", { headers: { Accept: "application/json" } })
  .then((response) => (response.ok ? response.json() : null))
  .then((offered) => offered?.scenes.length && show(offered))
  .catch(() => {});
