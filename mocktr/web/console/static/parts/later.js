// What is loaded when it is first shown, and what keeps a bug in one panel in that panel.
import { html, useEffect, useErrorBoundary, useSignal } from "../vendor/preact.js";
import { isReport } from "../api.js";
import { link } from "../feed.js";
import { say } from "../overlays.js";

/** @typedef {() => Promise<{default: any}>} Load of a module whose default export is a component */

/** The sheets of what is not on the first screen; all come with the first part of that kind. */
const SHEETS = [
  "inspector",
  "log",
  "timeline",
  "tables",
  "faults",
  "world",
  "playground",
  "coverage",
  "calls",
];

let sheets = /** @type {Promise<unknown> | null} */ (null);

/**
 * The component of a module, once it has come; null until then.
 * @param {Load | null} load the same function as long as the same is meant; null for none
 * @param {boolean} [first] whether it is on the first screen, whose sheets come with the page
 */
export function useLater(load, first = false) {
  const loaded = useSignal(/** @type {{load: Load, Part: any} | null} */ (null));
  const isLost = link.value.how === "lost";
  useEffect(() => {
    if (load === null || loaded.peek()?.load === load) return undefined;
    let gone = false;
    const coming = first ? load() : Promise.all([load(), dressed()]).then(([module]) => module);
    coming.then(
      (module) => {
        if (!gone) loaded.value = { load, Part: module.default };
      },
      (error) => {
        console.error(error);
        say(`This part of the page can't be loaded: ${error.message}`, { bad: true });
      },
    );
    return () => {
      gone = true;
    };
  }, [load, isLost]);
  return loaded.value?.load === load ? loaded.value.Part : null;
}

/** Load the sheets; again where that failed. */
function dressed() {
  if (isReport) return null;
  sheets ??= Promise.all(SHEETS.map(sheet)).catch((error) => {
    sheets = null;
    throw error;
  });
  return sheets;
}

/** @param {string} name */
const sheet = (name) =>
  new Promise((done, failed) => {
    const element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = new URL(`../styles/${name}.css`, import.meta.url).href;
    element.onload = done;
    element.onerror = () => failed(new Error(`no ${name}.css`));
    document.head.append(element);
  });

/** @param {{name: string, children?: unknown}} props */
export function Boundary({ name, children }) {
  const [error, again] = useErrorBoundary((/** @type {unknown} */ one) => console.error(one));
  if (!error) return children;
  const details = `${name}: ${error.stack ?? error}\n${navigator.userAgent}\n${location.hash}`;
  const copied = async () => (await import("../clipboard.js")).copy(details, "Copied the details");
  return html`<div class="broken" role="alert">
    <b>${name} can't be shown.</b> The rest of the console goes on.
    <pre>${String(error)}</pre>
    <button class="button small" onClick=${copied}>
      Copy details
    </button>${" "}
    <button class="button small" onClick=${again}>Try again</button>
  </div>`;
}
