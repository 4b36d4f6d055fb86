// A workflow's configuration as it is edited: queues by their names, which TaskRouter has by SID.
import { Broken, placeOf, placesOf, within } from "./json_places.js";

/** @typedef {import("./parts/editor.js").Remark} Remark */
/** @typedef {{path: string, message: string, position?: number | null}} Finding */

/**
 * The configuration with the SIDs of its queues, as TaskRouter takes it; null where the text is no
 * JSON.
 * @param {string} text
 * @param {Map<string, string>} sids of queues by their names
 * @returns {string | null}
 */
export function withSids(text, sids) {
  try {
    return JSON.stringify(
      JSON.parse(text, (key, value) => (key === "queue" ? (sids.get(value) ?? value) : value)),
    );
  } catch {
    return null;
  }
}

/**
 * What is wrong with a text that is no JSON, at its place.
 * @param {string} text
 * @returns {Remark[]}
 */
export function brokenAt(text) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Math.min(brokenFrom(text), text.length - 1);
    return [{ from: at, to: at + 1, severity: "error", message }];
  }
}

/** @param {string} text */
function brokenFrom(text) {
  try {
    placesOf(text);
  } catch (error) {
    if (error instanceof Broken) return error.at;
  }
  return 0;
}

/**
 * What the server found, at its place in a text that is JSON.
 * @param {string} text
 * @param {Finding[]} errors
 * @param {Finding[]} warnings
 * @returns {Remark[]}
 */
export function remarksOf(text, errors, warnings) {
  const places = placesOf(text);
  /** @param {"error" | "warning"} severity */
  const marked =
    (severity) =>
    (/** @type {Finding} */ { path, message, position }) => {
      const range = placeOf(places, path);
      if (position === undefined || position === null) return { ...range, severity, message };
      const from = Math.min(within(text, range, position), range.to - 1);
      return { from, to: range.to, severity, message };
    };
  return [...errors.map(marked("error")), ...warnings.map(marked("warning"))];
}
