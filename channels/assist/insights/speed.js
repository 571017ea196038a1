/** How long answers took, what agents did with suggestions, and what our own users report just now. */

import { make } from "/assist/chat/dom.js";
import { picture, shape, ticks } from "./draw.js";
import { bar, keys, nothing, section } from "./parts.js";
import { behind, table } from "./table.js";
import { count, day, named, seconds, share } from "./wording.js";

/** @typedef {import("./types.js").Insights} Insights */

const HEIGHT = 150;

/** @param {Insights} found @param {number} days */
export function times({ seconds: told }, days) {
  const lede = "From the question to the whole answer: half are faster than the dot, 19 of 20 faster than the end of the line.";
  if (!told.answers) return section("times", "Response times", lede, nothing("No answers to time yet."));
  const words = `Response times by day; in all, half within ${seconds(told.p50)} and 19 of 20 within ${seconds(told.p95)}.`;
  const rows = [...told.days].reverse().map((one) => [day(one.day), one.answers, seconds(one.p50), seconds(one.p95)]);
  return section(
    "times",
    "Response times",
    lede,
    make("p", { class: "figure" }, make("strong", {}, seconds(told.p50)), ` median, ${seconds(told.p95)} for 19 of 20`),
    picture(words, HEIGHT, (width) => lollipops(told.days, width)),
    told.slowest !== null && make("p", {}, "The slowest part is ", make("strong", {}, named(told.slowest)), `: up to ${seconds(told.stages[told.slowest].p95)} in 19 of 20 answers.`),
    behind("seconds", days, "Response times by day", () => table("Response times by day", ["Day", "Answers", "Median", "19 of 20"], rows)),
  );
}

/** @param {import("./types.js").Seconds["days"]} days @param {number} width */
function lollipops(days, width) {
  const marks = ticks(Math.max(...days.map(({ p95 }) => p95)), false);
  const [left, plot] = [52, { top: 10, height: HEIGHT - 36, width: width - 56 }];
  /** @param {number} value */
  const y = (value) => plot.top + plot.height * (1 - value / marks[marks.length - 1]);
  const slot = plot.width / days.length;
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(plot.width / 74))));
  return [
    ...marks.flatMap((mark) => [
      shape("line", { class: "grid", x1: left, x2: width - 4, y1: y(mark), y2: y(mark) }),
      shape("text", { class: "tick", x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, seconds(mark)),
    ]),
    ...days.flatMap((one, i) => {
      const x = left + slot * (i + 0.5);
      return [
        shape("line", { class: "stick", x1: x, x2: x, y1: y(one.p50), y2: y(one.p95) }, shape("title", {}, `${day(one.day)}: ${seconds(one.p50)}, ${seconds(one.p95)}`)),
        shape("circle", { class: "dot", cx: x, cy: y(one.p50), r: Math.min(5, Math.max(2.5, slot / 4)) }),
        (days.length - 1 - i) % every ? null : shape("text", { class: "tick", x, y: HEIGHT - 6, "text-anchor": i === days.length - 1 && days.length > 1 ? "end" : "middle" }, day(one.day)),
      ];
    }),
  ];
}

/** @param {Insights} found @param {number} days */
export function suggestions({ suggestions: told }, days) {
  const lede = "What agents did with the drafts that the panel suggested.";
  const used = told.shown + told.inserted_as_is + told.edited + told.copied + told.sent + told.dismissed;
  if (!used) return section("suggestions", "Suggestions to agents", lede, nothing("No agent has opened a suggestion yet."));
  const parts = [
    { kind: "good", name: "Inserted as is", value: told.inserted_as_is },
    { kind: "fact", name: "Edited", value: told.edited },
    { kind: "told", name: "Copied", value: told.copied },
    { kind: "declined", name: "Dismissed", value: told.dismissed },
  ];
  const reasons = Object.entries(told.reasons).map(([reason, value]) => `${named(reason)} ${value}`).join(", ");
  const words = parts.map(({ name, value }) => `${name}: ${value}`).join(", ");
  const rows = [["Shown", told.shown], ...parts.map(({ name, value }) => [name, value]), ["Sent", told.sent]];
  return section(
    "suggestions",
    "Suggestions to agents",
    lede,
    make("p", { class: "figure" }, make("strong", {}, String(told.shown)), ` shown, ${told.sent} sent`),
    bar(parts, parts.reduce((all, { value }) => all + value, 0), words),
    keys(parts),
    told.mean_distance !== null && make("p", { class: "quiet" }, `Where they edited, they changed ${share(told.mean_distance)} of the characters on average.`),
    reasons !== "" && make("p", { class: "quiet" }, `Why dismissed: ${reasons}.`),
    behind("suggestions", days, "Suggestions in numbers", () => table("Suggestions in numbers", ["What", "Suggestions"], rows)),
  );
}

/** @param {Insights} found */
export function warnings({ early_warnings: told }) {
  const lede = "How many people reported each symptom to this server in the last 15 minutes. It can be ahead of the status page.";
  if (!told.length) return section("warnings", "Just now", lede, nothing("Nobody has reported anything lately."));
  const entries = told.map(({ name, callers, usual, raised }) =>
    make("li", { class: raised && "raised" }, make("span", { class: "what" }, name), make("strong", {}, count(callers, "person", "people")), make("span", { class: "quiet" }, `usually ${usual.toFixed(1)} at this hour`), raised && make("span", { class: "badge" }, "Far more than usual")),
  );
  return section("warnings", "Just now", lede, make("ul", { class: "warnings" }, entries));
}
