/** Loads the chat without holding the page up, and puts it on the page where the page has not. */

const me = [...document.scripts].find((one) => one.src === import.meta.url);
const WAITS = [1000, 4000, 15000, 60000];

const load = (tried = 0) =>
  import(`./chat.js${tried ? `?${tried}` : ""}`).catch(() => {
    if (tried < WAITS.length) setTimeout(() => load(tried + 1), WAITS[tried]);
  });

const begin = () => {
  load();
  if (document.querySelector("signpost-chat")) return;
  const chat = document.createElement("signpost-chat");
  for (const [name, value] of Object.entries(me?.dataset ?? {})) chat.setAttribute(name, value ?? "");
  document.body.append(chat);
};

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin, { once: true });
else begin();
