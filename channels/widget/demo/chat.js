/**
 * Hands what the address asks for (?lang=de&theme=dark) to the chat before it starts.
 *
 * Words and links are taken only from a page that frames this one, which only listed origins may do: anybody can make
 * an address, and what stands on this page is read as ours.
 */

const ANYBODY = ["lang", "theme"];
const FRAMING = ["starters", "privacy"];

const wished = new URLSearchParams(location.search);
const chat = document.querySelector("signpost-chat");
for (const name of parent === window ? ANYBODY : [...ANYBODY, ...FRAMING]) {
  const value = wished.get(name);
  if (value) chat?.setAttribute(name, value);
}

chat?.addEventListener("signpost-ready", () => {
  const frame = chat.shadowRoot?.getElementById("frame");
  const title = chat.shadowRoot?.getElementById("title")?.textContent ?? document.title;
  Object.assign(document.documentElement, { lang: frame?.lang, dir: frame?.dir });
  document.title = title;
  document.querySelector("h1")?.replaceChildren(title);
});
