/**
 * Reads the small Markdown of an answer into blocks and builds nodes from them.
 *
 * Paragraphs, lists, quotations, headings, **bold**, *emphasis*, `code`, “quotes” (a page's words may run the other
 * way), [n] markers, and [words](address) where the
 * answer's own fields hold that address. Everything else, HTML among it, stays the text it is.
 */

import { link, make } from "./dom.js";

/**
 * @typedef {{kind: "paragraph" | "heading" | "quote", text: string}} Words
 * @typedef {{kind: "list", ordered: boolean, start: number, items: string[]}} List
 * @typedef {Words | List} Block
 * @typedef {object} Reading
 * @property {(n: number) => Node} marker builds the node for a [n] marker
 * @property {Set<string> | null} addresses the ones that may be linked to; null where none is known yet
 */

const BULLET = /^\s{0,3}[-*+•]\s+(.*)$/;
const NUMBER = /^\s{0,3}(\d{1,3})[.)]\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const QUOTE = /^>\s?(.*)$/;
const INLINE = /\\([!-/:-@[-`{-~])|`([^`\n]{1,400})`|\*\*(\S(?:.{0,600}?\S)?)\*\*|(?<![\w*])\*(\S(?:[^*]{0,600}\S)?)\*(?!\w)|\[([^[\]\n]{1,200})\]\(([^()\s]{0,2000})\)|\[(\d{1,3})\]|“([^“”]{1,600})”/gsu;

/**
 * Cut an answer into blocks, in its order.
 * @param {string} text
 * @returns {Block[]}
 */
export function parse(text) {
  /** @type {Block[]} */
  const blocks = [];
  let open = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim()) addLine(blocks, line, open);
    open = line.trim() !== "";
  }
  return blocks;
}

/**
 * Add a line to the last block where it continues it, else begin a new one. `open`: no empty line stands between.
 * @param {Block[]} blocks
 * @param {string} line
 * @param {boolean} open
 */
function addLine(blocks, line, open) {
  const last = blocks.at(-1);
  const item = BULLET.exec(line) ?? NUMBER.exec(line);
  if (item) {
    addItem(blocks, item);
    return;
  }
  const words = wordsOf(line);
  if (open && words.kind === "paragraph" && last?.kind === "list") last.items[last.items.length - 1] += ` ${words.text}`;
  else if (open && last && last.kind !== "list" && last.kind !== "heading" && joins(last, words)) last.text += `\n${words.text}`;
  else blocks.push(words);
}

/**
 * @param {Words} last
 * @param {Words} next
 */
function joins(last, next) {
  return next.kind === last.kind || (last.kind === "quote" && next.kind === "paragraph");
}

/**
 * @param {Block[]} blocks
 * @param {RegExpExecArray} item
 */
function addItem(blocks, item) {
  const ordered = item.length === 3;
  const text = item[item.length - 1];
  const last = blocks.at(-1);
  if (last?.kind === "list" && last.ordered === ordered) last.items.push(text);
  else blocks.push({ kind: "list", ordered, start: ordered ? Number(item[1]) : 1, items: [text] });
}

/**
 * @param {string} line
 * @returns {Words}
 */
function wordsOf(line) {
  const heading = HEADING.exec(line);
  if (heading) return { kind: "heading", text: heading[1] };
  const quote = QUOTE.exec(line);
  return quote ? { kind: "quote", text: quote[1] } : { kind: "paragraph", text: line.trim() };
}

/**
 * Build the node of a block.
 * @param {Block} block
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function blockNode(block, reading) {
  if (block.kind === "list") {
    const start = block.ordered && block.start !== 1 ? { start: block.start } : {};
    const items = block.items.map((item) => make("li", { dir: "auto" }, ...inline(item, reading)));
    return make(block.ordered ? "ol" : "ul", start, items);
  }
  if (block.kind === "quote") return make("blockquote", { dir: "auto" }, ...inline(block.text, reading));
  const words = inline(block.text, reading);
  return make("p", { dir: "auto" }, ...(block.kind === "heading" ? [make("strong", {}, ...words)] : words));
}

/**
 * Build the nodes of a line: text, bold, emphasis, code, links and markers.
 * @param {string} text
 * @param {Reading} reading
 * @returns {(Node | string)[]}
 */
export function inline(text, reading) {
  /** @type {(Node | string)[]} */
  const out = [];
  let read = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > read) out.push(text.slice(read, found.index));
    out.push(piece(found, reading));
    read = found.index + found[0].length;
  }
  return read < text.length ? [...out, text.slice(read)] : out;
}

/**
 * @param {RegExpExecArray} found
 * @param {Reading} reading
 * @returns {Node | string}
 */
function piece([whole, escaped, code, bold, emphasis, words, address, n, quoted], reading) {
  if (escaped) return escaped;
  if (words && (!address || !reading.addresses)) return make("span", {}, ...inline(words, reading));
  if (words) return reading.addresses?.has(address) ? link(address, inline(words, reading)) : whole;
  if (code) return make("code", {}, code);
  if (bold) return make("strong", {}, ...inline(bold, reading));
  if (emphasis) return make("em", {}, ...inline(emphasis, reading));
  return quoted ? make("bdi", {}, "“", ...inline(quoted, reading), "”") : reading.marker(Number(n));
}

/**
 * Return a line's words without any markup, for comparing.
 * @param {string} text
 * @returns {string}
 */
export function plain(text) {
  return make("p", {}, ...inline(text, { marker: () => make("i"), addresses: null })).textContent ?? "";
}
