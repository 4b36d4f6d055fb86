// Where in the text of a JSON document its parts stand, by their paths (`filters[0].targets`).

/** @typedef {{from: number, to: number}} Range offsets in the text */

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const PLAIN = /[^\s,\]}]+/y;
const LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|"[^]*")$/;
const ESCAPE = /\\u[0-9a-fA-F]{4}|\\.|[^]/g;

/** The text is no JSON from here on. */
export class Broken extends Error {
  /** @param {number} at offset in the text */
  constructor(at) {
    super(`no JSON at ${at}`);
    this.at = at;
  }
}

/**
 * All parts of a document with where they stand; throws Broken.
 * @param {string} text
 * @returns {Map<string, Range>}
 */
export function placesOf(text) {
  /** @type {Map<string, Range>} */
  const found = new Map();
  let at = 0;
  /** @param {RegExp} what */
  const take = (what) => {
    what.lastIndex = at;
    const [taken] = what.exec(text) ?? [""];
    at += taken.length;
    return taken;
  };
  /** @param {string} wanted characters of which one has to be next */
  const need = (wanted) => {
    if (at >= text.length || !wanted.includes(text[at])) throw new Broken(at);
  };
  /** @param {string} path */
  const value = (path) => {
    take(SPACE);
    const from = at;
    if (text[at] === "{") members(path);
    else if (text[at] === "[") elements(path);
    else if (!LITERAL.test(take(text[at] === '"' ? STRING : PLAIN))) throw new Broken(from);
    found.set(path, { from, to: at });
    take(SPACE);
  };
  /** @param {string} path */
  const members = (path) => {
    at++;
    take(SPACE);
    if (text[at] !== "}") {
      do {
        take(SPACE);
        need('"');
        const name = JSON.parse(take(STRING) || "0");
        take(SPACE);
        need(":");
        at++;
        value(path ? `${path}.${name}` : String(name));
        need(",}");
      } while (text[at++] === ",");
    } else at++;
  };
  /** @param {string} path */
  const elements = (path) => {
    at++;
    take(SPACE);
    if (text[at] !== "]") {
      let index = 0;
      do {
        value(`${path}[${index++}]`);
        need(",]");
      } while (text[at++] === ",");
    } else at++;
  };
  value("");
  if (at < text.length) throw new Broken(at);
  return found;
}

/**
 * Where a part stands, or the nearest one that it would be in.
 * @param {Map<string, Range>} places
 * @param {string} path
 * @returns {Range}
 */
export function placeOf(places, path) {
  for (let here = path; here !== ""; here = here.replace(/(\.[^.[]*|\[\d+\]|^[^.[]+)$/, "")) {
    const range = places.get(here);
    if (range) return range;
  }
  return places.get("") ?? { from: 0, to: 0 };
}

/**
 * Where a character of a string stands in the text, by its number in what the string says.
 * @param {string} text
 * @param {Range} range of the string, with its quotes
 * @param {number} position
 */
export function within(text, { from, to }, position) {
  const inner = text.slice(from + 1, to - 1).match(ESCAPE) ?? [];
  return from + 1 + inner.slice(0, position).join("").length;
}
