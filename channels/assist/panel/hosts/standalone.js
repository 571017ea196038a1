/** The panel as a page of its own: our conversations, and a reply field that an agent sends from. */

/** @returns {import("./host.js").Host} */
export function standalone() {
  return {
    name: "standalone",
    ours: true,
    insertLabel: "Insert",
    begin: (desk) => desk.openNamed(new URLSearchParams(location.search).get("conversation")),
    insert: async (words, desk) => desk.reply(words),
  };
}
