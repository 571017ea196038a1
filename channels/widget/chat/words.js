/** What this chat says, in the reader's language; a machine word of the API without an entry is never shown. */

/**
 * @typedef {{product: string, contact_url: string, steps: {title: string, text: string}[]}} Basics what the guide says first
 * @typedef {{[key: string]: any}} Pack one file of `words/`, with the guide's first steps as `guide`
 */

/** @type {Pack} */
let pack = {};
let locale = "en-GB";

/**
 * @param {Pack} words
 * @param {string} spoken BCP 47
 */
export function useWords(words, spoken) {
  pack = words;
  locale = `${spoken === "en" ? "en-GB" : spoken}-u-nu-latn`; // the digits that answers are written in
}

/** @returns {Basics} the guide's first steps and where a person is reached, known even while the server is down */
export function basics() {
  return { product: "", contact_url: "", steps: [], ...pack.guide };
}

/**
 * Say a sentence of ours.
 * @param {string} key
 * @param {Record<string, string | number>} [slots] what stands in its {braces}
 * @returns {string}
 */
export function t(key, slots = {}) {
  const words = Object.hasOwn(pack, key) ? String(pack[key]) : "";
  return words.replace(/\{(\w+)\}/g, (whole, slot) => (Object.hasOwn(slots, slot) ? String(slots[slot]) : whole));
}

/**
 * Look a machine word up; an unknown one has no words.
 * @param {string} table
 * @param {string} word
 * @returns {string}
 */
export function say(table, word) {
  return Object.hasOwn(pack, table) && Object.hasOwn(pack[table], word) ? pack[table][word] : "";
}

/**
 * Say a number of things as the language counts ("1 source", "3 sources").
 * @param {number} n
 * @param {string} thing
 * @returns {string}
 */
export function count(n, thing) {
  const form = new Intl.PluralRules(locale).select(n);
  return (say(thing, form) || say(thing, "other")).replace("{n}", String(n));
}

/**
 * Name a step with its variant ("Use a VPN – off"); a variant that has no words here is the guide's own word.
 * @param {string} title
 * @param {string | null | undefined} variant
 * @returns {string}
 */
export function stepName(title, variant) {
  return variant ? `${title} – ${say("variants", variant) || variant}` : title;
}

/**
 * Make a readable name from an id, for a step or section whose title this tab has not seen.
 * @param {string} id `clear-cache`, or `article#section`
 * @returns {string}
 */
export function fromId(id) {
  const words = id.replace(/^.*#/, "").replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Say how long ago something was.
 * @param {number} seconds
 * @returns {string}
 */
export function ago(seconds) {
  if (seconds < 5) return t("just_now");
  const past = new Intl.RelativeTimeFormat(locale);
  if (seconds < 90) return past.format(-Math.round(seconds), "second");
  return seconds < 5400 ? past.format(-Math.round(seconds / 60), "minute") : past.format(-Math.round(seconds / 3600), "hour");
}

/**
 * Say that something can be tried again, and when.
 * @param {number} seconds from now
 * @returns {string}
 */
export function againIn(seconds) {
  return t("again_in", { when: new Intl.RelativeTimeFormat(locale).format(seconds, "second") });
}

/**
 * Say a time of day in the reader's zone with the zone named, with the day where it is not today.
 * @param {string | null | undefined} time RFC 3339
 * @returns {string} empty where it is no time
 */
export function clock(time) {
  const at = new Date(time ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const today = at.toDateString() === new Date().toDateString();
  const day = today ? {} : /** @type {const} */ ({ day: "numeric", month: "short" });
  return at.toLocaleString(locale, { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}
