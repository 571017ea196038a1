/** The owner's page: who is signed in sees the picture of the last days. */

import { icon, make } from "/assist/chat/dom.js";
import { call, signOut, signedIn } from "/assist/signin.js";
import { gaps } from "./gaps.js";
import { deflection, feedback, outcomes, steps, verdicts } from "./parts.js";
import { suggestions, times, warnings } from "./speed.js";
import { count, day, seconds, share, whole } from "./wording.js";

const SPANS = [7, 30, 90];
const place = /** @type {HTMLElement} */ (document.getElementById("insights"));
const told = /** @type {HTMLElement} */ (document.getElementById("announce"));
let wanted = 0;

/** @param {string} words */
function announce(words) {
  told.textContent = words;
}

/** @returns {number} the span that the address names */
function chosen() {
  const days = Number(new URLSearchParams(location.search).get("days"));
  return SPANS.includes(days) ? days : 30;
}

/** @param {{agent: {name: string}}} session */
function frame({ agent }) {
  const name = make("span", { class: "quiet", id: "who" }, agent.name);
  const leave = make("button", { type: "button", class: "plain" }, "Sign out");
  leave.addEventListener("click", async () => {
    const next = await signOut();
    name.textContent = next.agent.name;
    show(chosen());
  });
  const spans = make("div", { class: "spans", role: "group", "aria-label": "Time" }, SPANS.map((days) => span(days)));
  place.replaceChildren(
    make("header", { class: "top" }, make("div", { class: "wrap" }, make("span", { class: "brand" }, icon("sign"), "Signpost"), make("nav", { "aria-label": "Pages" }, make("a", { href: "/assist" }, "Assist"), make("a", { href: "/insights", "aria-current": "page" }, "Insights")), make("span", { class: "me" }, name, leave))),
    make("main", { class: "wrap" }, make("div", { class: "opening" }, make("div", {}, make("h1", {}, "Insights"), make("p", { class: "quiet", id: "lede" }, "Reading…")), spans), make("div", { id: "found", "aria-busy": true })),
  );
}

/** @param {number} days */
function span(days) {
  const one = make("button", { type: "button", "data-days": days, "aria-pressed": days === chosen() }, `${days} days`);
  one.addEventListener("click", () => {
    history.replaceState(null, "", `?days=${days}`);
    show(days);
  });
  return one;
}

/** Read and show a span; of two that were asked for the later one is shown. @param {number} days */
async function show(days) {
  const mine = ++wanted;
  const found = /** @type {HTMLElement} */ (document.getElementById("found"));
  const lede = /** @type {HTMLElement} */ (document.getElementById("lede"));
  found.setAttribute("aria-busy", "true");
  for (const one of document.querySelectorAll(".spans button")) one.setAttribute("aria-pressed", String(Number(one.getAttribute("data-days")) === days));
  const response = await call(`/v1/insights?days=${days}`).catch(() => null);
  /** @type {import("./types.js").Insights | null} */
  const read = response?.ok ? await response.json().catch(() => null) : null;
  if (mine !== wanted) return;
  found.setAttribute("aria-busy", "false");
  if (!read) return refuse(found, lede, days);
  const kept = read.kept_days < days ? ` Conversations are kept for ${count(read.kept_days, "day")}, so nothing older is counted.` : "";
  lede.textContent = `${day(read.from)} to ${day(read.to)}, days in UTC.${kept}`;
  found.replaceChildren(
    figures(read),
    outcomes(read, days),
    verdicts(read, days),
    make("div", { class: "pair" }, deflection(read, days), feedback(read, days)),
    gaps(read, days, announce),
    steps(read, days),
    make("div", { class: "pair" }, times(read, days), make("div", { class: "stack" }, suggestions(read, days), warnings(read))),
  );
  announce(`${days} days shown`);
}

/** @param {HTMLElement} found @param {HTMLElement} lede @param {number} days */
function refuse(found, lede, days) {
  const again = make("button", { type: "button", class: "first" }, "Try again");
  again.addEventListener("click", () => show(days));
  lede.textContent = "";
  found.replaceChildren(make("div", { class: "card", role: "alert" }, make("p", {}, "The numbers cannot be read right now."), again));
}

/** @param {import("./types.js").Insights} read */
function figures(read) {
  const answers = read.outcomes.reduce((all, { counts }) => all + Object.values(counts).reduce((sum, value) => sum + value, 0), 0);
  const open = read.gaps.filter((gap) => !gap.covered_at || gap.since_covered).length + read.gaps_left_out;
  const raised = read.early_warnings.filter((one) => one.raised).length;
  const { rate, conversations } = read.deflection;
  return make(
    "dl",
    { class: "figures" },
    figure("Answers", whole(answers), count(conversations, "conversation")),
    figure("Deflected", rate === null ? "–" : share(rate), "said so, and asked for no person"),
    figure("Median answer", seconds(read.seconds.p50), `19 of 20 within ${seconds(read.seconds.p95)}`),
    figure("Open gaps", whole(open), "in the guide"),
    raised > 0 && figure("Right now", whole(raised), raised === 1 ? "symptom far above usual" : "symptoms far above usual"),
  );
}

/** @param {string} name @param {string} value @param {string} more */
function figure(name, value, more) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, make("strong", {}, value), make("span", { class: "quiet" }, more)));
}

const door = make("main");
place.append(door);
frame(await signedIn(door));
show(chosen());
