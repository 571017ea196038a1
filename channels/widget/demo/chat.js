/** Hands what the address asks for (?lang=de&theme=dark) to the chat before it starts. */

const wished = new URLSearchParams(location.search);
const chat = document.querySelector("signpost-chat");
for (const name of ["lang", "theme", "starters", "privacy"]) {
  const value = wished.get(name);
  if (value) chat?.setAttribute(name, value);
}
const language = wished.get("lang") ?? "";
if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) document.documentElement.lang = language;
