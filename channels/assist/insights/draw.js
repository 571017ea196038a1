/** Drawing: SVG made of nodes, at the width it has, so that its words are never scaled. */

const SPACE = "http://www.w3.org/2000/svg";

/**
 * Make a shape; true sets an attribute empty, null and undefined leave it out.
 * @param {string} tag
 * @param {Record<string, string | number | null | undefined>} [attributes]
 * @param {...(SVGElement | string | null)} children
 * @returns {SVGElement}
 */
export function shape(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Make a picture that is drawn anew whenever its width changes. It says in words what it shows.
 * @param {string} words
 * @param {number} height in pixels
 * @param {(width: number) => (SVGElement | null)[]} draw
 * @returns {HTMLElement}
 */
export function picture(words, height, draw) {
  const place = document.createElement("div");
  place.className = "picture";
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(place.clientWidth);
    if (!width || width === drawn) return;
    drawn = width;
    const how = { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words };
    place.replaceChildren(shape("svg", how, ...draw(width)));
  };
  new ResizeObserver(redraw).observe(place);
  return place;
}

/**
 * Return round values from zero to at least the largest, three to five of them.
 * @param {number} largest
 * @param {boolean} [whole] only whole numbers
 * @returns {number[]}
 */
export function ticks(largest, whole = true) {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const size = whole ? Math.max(1, Math.round(step)) : step;
  return Array.from({ length: Math.ceil(largest / size - 1e-9) + 1 }, (_, i) => i * size);
}

/**
 * Draw one bar cut into parts; a part that is there is at least two pixels wide.
 * @param {{kind: string, value: number, name: string}[]} parts
 * @param {number} total what the whole width stands for
 * @param {number} width
 * @param {number} height
 * @returns {SVGElement[]}
 */
export function cut(parts, total, width, height) {
  const shown = parts.filter(({ value }) => value > 0);
  let left = 0;
  return shown.map(({ kind, value, name }) => {
    const long = Math.max(2, (value / Math.max(1, total)) * width);
    const box = shape(
      "rect",
      { class: `fill ${kind}`, x: left, y: 0, width: Math.max(1, Math.min(long, width - left) - 1), height, rx: 2 },
      shape("title", {}, `${name}: ${value}`),
    );
    left += long;
    return box;
  });
}
