/** The status line at the top: what the status page says, how old that is, and where to read it. */

import { icon, link, make, webAddress } from "./dom.js";
import { firstSteps } from "./first.js";
import { call } from "./server.js";
import { ago, clock, count, say, t } from "./words.js";

/** @typedef {import("./types.js").Status} Status */

const EVERY_MS = 60_000;
const AGE_EVERY_MS = 10_000;
const MOST_NEWS = 3;

const CAUTION = ["degraded", "maintenance"];

/**
 * Keep the line fresh: now, every minute while the page is seen, and whenever `refresh` is called.
 * @param {HTMLElement} place
 * @param {(state: string, incident: boolean) => void} told hears what the page says, each time it was read
 * @param {AbortSignal} signal ends it
 */
export function watchStatus(place, told, signal) {
  let read = 0;
  /** @type {Status | null} */
  let shown = null;

  const show = (/** @type {Status | null} */ status) => {
    const open = place.querySelector("details")?.open ?? false;
    [shown, read] = [status, performance.now()];
    renew(place, make("div", {}, statusNodes(status, open)));
    if (status) tick(place, status, 0);
    place.dataset.state = stateOf(status);
    told(stateOf(status), isOpen(status));
  };
  place.replaceChildren(make("p", { class: "status-line" }, make("span", { class: "quiet" }, t("checking"))));
  const refresh = () => getStatus().then(show).catch(() => show(null));
  const timers = [
    setInterval(() => document.hidden || refresh(), EVERY_MS),
    setInterval(() => shown && tick(place, shown, (performance.now() - read) / 1000), AGE_EVERY_MS),
  ];
  signal.addEventListener("abort", () => timers.forEach(clearInterval));
  document.addEventListener("visibilitychange", () => document.hidden || refresh(), { signal });
  addEventListener("online", refresh, { signal });
  refresh();
  return { refresh };
}

/**
 * Put the line in its place, unless it says what stands there: then the focus and what is unfolded stay as well.
 * @param {HTMLElement} place
 * @param {HTMLElement} line without its age
 */
function renew(place, line) {
  place.querySelector(".age")?.replaceChildren();
  if (place.firstElementChild?.isEqualNode(line)) return;
  const focused = place.querySelector(":focus");
  place.replaceChildren(line);
  if (focused) place.querySelector("a")?.focus();
}

/**
 * Tell whether something is posted that is not over.
 * @param {Status | null} status
 */
function isOpen(status) {
  if (!status) return false;
  return status.incidents.some(({ state }) => state !== "resolved") || status.maintenances.some(({ state }) => state === "in_progress");
}

/**
 * Read the report; null when our own server does not give one.
 * @returns {Promise<Status | null>}
 */
async function getStatus() {
  try {
    const response = await call("/v1/status", { headers: { Accept: "application/json" }, cache: "no-cache" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @param {Status | null} status */
function stateOf(status) {
  return status && say("states", status.state) ? status.state : "unknown";
}

/**
 * @param {Status | null} status
 * @param {boolean} open whether the list of parts was unfolded
 * @returns {HTMLElement[]}
 */
function statusNodes(status, open) {
  const state = stateOf(status);
  const line = make("p", { class: "status-line" }, icon(/** @type {"unknown"} */ (CAUTION.includes(state) ? "caution" : state)), make("strong", {}, say("states", state)));
  if (!status) {
    const first = firstSteps(t("status_lost"));
    return first ? [line, first] : [line];
  }
  const source = make("span", { class: "quiet" }, make("bdi", {}, status.source), make("span", { class: "age" }));
  line.append(source);
  if (webAddress(status.url)) line.append(link(status.url, [t("status_page")], { class: "status-link" }));
  return [line, ...news(status, state), ...parts(status, open)];
}

/**
 * @param {Status} status
 * @param {number} since seconds since the report came
 */
function ageWords(status, since) {
  if (status.age_seconds === null || status.checked_at === null) return "";
  const words = t("read_ago", { ago: ago(status.age_seconds + since) });
  return status.freshness === "fresh" ? words : words + t("stale");
}

/**
 * @param {HTMLElement} place
 * @param {Status} status
 * @param {number} since
 */
function tick(place, status, since) {
  place.querySelector(".age")?.replaceChildren(ageWords(status, since));
}

/**
 * List what is posted; where nothing is and the state is not fine, the report's own sentence says why.
 * @param {Status} status
 * @param {string} state
 * @returns {HTMLElement[]}
 */
function news(status, state) {
  const running = status.maintenances.filter((window) => window.state === "in_progress");
  const items = [
    ...status.incidents.map((incident) => newsItem(incident, incident.started_at, incident.latest_update)),
    ...running.map((window) => newsItem(window, window.starts_at, "")),
  ];
  const more = items.length - MOST_NEWS;
  if (more > 0) items.splice(MOST_NEWS, more, make("li", { class: "quiet" }, count(more, "more_news")));
  if (items.length) return [make("ul", { class: "news" }, items)];
  return state === "ok" || !status.summary ? [] : [make("p", { class: "quiet summary", dir: "auto" }, status.summary)];
}

/**
 * @param {{title: string, state: string, url: string}} event
 * @param {string} since
 * @param {string} words the provider's own
 */
function newsItem(event, since, words) {
  const facts = [say("incidents", event.state), clock(since) && t("since", { time: clock(since) })].filter(Boolean).join(" · ");
  return make(
    "li",
    {},
    make("span", { class: "news-title" }, link(event.url, [make("bdi", {}, event.title)])),
    facts && make("span", { class: "quiet" }, ` ${facts}`),
    words && make("q", { class: "provider", dir: "auto" }, words),
  );
}

/**
 * @param {Status} status
 * @param {boolean} open
 * @returns {HTMLElement[]}
 */
function parts(status, open) {
  if (!status.components.length) return [];
  const rows = status.components.map(({ name, group, state }) =>
    make(
      "li",
      { "data-state": say("components", state) ? state : "unknown" },
      make("bdi", {}, group ? `${group}: ${name}` : name),
      make("span", { class: "quiet" }, say("components", state) || say("components", "unknown")),
    ),
  );
  const summary = make("summary", {}, t("every_part", { n: rows.length }));
  return [make("details", { class: "parts", open }, summary, make("ul", {}, rows))];
}
