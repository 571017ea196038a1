/** Bars for each day, stacked, with what was posted behind them. */

import { make } from "/assist/chat/dom.js";
import { picture, shape, ticks } from "./draw.js";
import { day, whole } from "./wording.js";

/**
 * @typedef {{kind: string, name: string, words: string[]}} Family
 * @typedef {{bands?: import("./types.js").Band[], states?: import("./types.js").StateChange[], to?: string}} Behind
 */

const HEIGHT = 210;
const TOP = 12;
const FOOT = 26;
const LABEL = 64;

/**
 * @param {import("./types.js").Day[]} days
 * @param {Family[]} families
 * @param {string} words what the picture shows
 * @param {Behind} [behind]
 * @returns {HTMLElement}
 */
export function dayBars(days, families, words, behind = {}) {
  const stacks = days.map(({ counts }) => families.map((family) => sum(counts, family)));
  const marks = ticks(Math.max(0, ...stacks.map((stack) => stack.reduce((a, b) => a + b, 0))));
  const top = marks[marks.length - 1];
  return picture(words, HEIGHT, (width) => {
    const left = 14 + 8 * whole(top).length;
    const plot = { left, width: width - left - 4, height: HEIGHT - TOP - FOOT };
    const slot = plot.width / days.length;
    /** @param {number} value */
    const y = (value) => TOP + plot.height * (1 - value / top);
    return [
      ...bands(days, behind, plot, slot),
      ...marks.flatMap((mark) => [
        shape("line", { class: "grid", x1: left, x2: width - 4, y1: y(mark), y2: y(mark) }),
        shape("text", { class: "tick", x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, whole(mark)),
      ]),
      ...stacks.map((stack, i) => column(stack, families, days[i], { x: left + slot * i, slot, y })),
      ...strip(days, behind, plot, slot),
      ...labels(days, left, slot, plot.width),
    ];
  });
}

/**
 * @param {Record<string, number>} counts
 * @param {Family} family
 */
function sum(counts, { words }) {
  return words.reduce((total, word) => total + (counts[word] ?? 0), 0);
}

/**
 * @param {number[]} stack
 * @param {Family[]} families
 * @param {import("./types.js").Day} one
 * @param {{x: number, slot: number, y: (value: number) => number}} at
 */
function column(stack, families, one, { x, slot, y }) {
  const gap = Math.min(8, slot * 0.22);
  let below = 0;
  const told = families.map(({ name }, i) => stack[i] && `${name}: ${stack[i]}`).filter(Boolean);
  const group = shape("g", {}, shape("title", {}, [day(one.day), ...told].join("\n")));
  families.forEach(({ kind }, i) => {
    if (!stack[i]) return;
    const [from, to] = [y(below + stack[i]), y(below)];
    below += stack[i];
    const tall = Math.max(1, to - from - 1);
    group.append(shape("rect", { class: `fill ${kind}`, x: x + gap / 2, y: from, width: Math.max(1, slot - gap), height: tall, rx: Math.min(2, slot / 6) }));
  });
  return group;
}

/**
 * @param {import("./types.js").Day[]} days
 * @param {number} left
 * @param {number} slot
 * @param {number} width
 */
function labels(days, left, slot, width) {
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / LABEL))));
  return days.flatMap((one, i) => {
    if ((days.length - 1 - i) % every) return [];
    const middle = left + slot * (i + 0.5);
    const anchor = middle + LABEL / 2 > left + width ? "end" : middle - LABEL / 2 < left ? "start" : "middle";
    const x = anchor === "end" ? left + width : anchor === "start" ? left : middle;
    return [shape("text", { class: "tick", x, y: HEIGHT - 6, "text-anchor": anchor }, day(one.day))];
  });
}

/**
 * @param {import("./types.js").Day[]} days
 * @param {{left: number, width: number}} plot
 * @param {number} slot
 */
function scale(days, plot, slot) {
  const begin = Date.parse(days[0].day);
  /** @param {string | number} at */
  return (at) => Math.min(plot.left + plot.width, Math.max(plot.left, plot.left + ((new Date(at).getTime() - begin) / 86_400_000) * slot));
}

/**
 * @param {import("./types.js").Day[]} days
 * @param {Behind} behind
 * @param {{left: number, width: number, height: number}} plot
 * @param {number} slot
 */
function bands(days, { bands: posted = [], to = "" }, plot, slot) {
  const x = scale(days, plot, slot);
  return posted.map(({ title, started_at, resolved_at }) => {
    const [from, until] = [x(started_at), x(resolved_at ?? to)];
    return shape(
      "rect",
      { class: "band", x: from, y: TOP, width: Math.max(3, until - from), height: plot.height },
      shape("title", {}, `${title}\n${day(started_at)} – ${resolved_at ? day(resolved_at) : "still open"}`),
    );
  });
}

/**
 * Draw the state of the page as a line of its own under the bars.
 * @param {import("./types.js").Day[]} days
 * @param {Behind} behind
 * @param {{left: number, width: number, height: number}} plot
 * @param {number} slot
 */
function strip(days, { states = [], to = "" }, plot, slot) {
  const x = scale(days, plot, slot);
  return states.map(({ at, state }, i) => {
    const [from, until] = [x(at), x(states[i + 1]?.at ?? to)];
    return shape("rect", { class: `state ${state}`, x: from, y: TOP + plot.height + 3, width: Math.max(2, until - from), height: 5 });
  });
}

/**
 * Say which colour stands for what, with the sums.
 * @param {import("./types.js").Day[]} days
 * @param {Family[]} families
 * @returns {HTMLElement}
 */
export function legend(days, families) {
  const entries = families.map((family) => {
    const total = days.reduce((all, { counts }) => all + sum(counts, family), 0);
    return make("li", {}, make("span", { class: `key ${family.kind}` }), family.name, make("strong", {}, whole(total)));
  });
  return make("ul", { class: "legend" }, entries);
}

/**
 * Return a row for each day with something in it, newest first.
 * @param {import("./types.js").Day[]} days
 * @param {Family[]} families
 */
export function dayRows(days, families) {
  return [...days].reverse().filter(({ counts }) => Object.keys(counts).length).map(({ day: at, counts }) => [day(at), ...families.map((family) => sum(counts, family))]);
}
