/** The guide's first steps, which came with the words and so are there while the server is not. */

import { make } from "./dom.js";
import { basics } from "./words.js";

/**
 * @param {string} heading
 * @returns {HTMLElement | null} nothing where the guide could not be read either
 */
export function firstSteps(heading) {
  const { steps } = basics();
  if (!steps.length) return null;
  const items = steps.map(({ title, text }) => make("li", {}, make("strong", {}, title), " ", text));
  return make("div", { class: "first-steps" }, make("p", {}, heading), make("ol", { dir: "auto" }, items));
}
