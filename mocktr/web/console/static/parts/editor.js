// An editor of JSON or of expressions, in a tree of its own so that its styles need no leave.
import { html, useEffect, useRef, useSignal } from "../vendor/preact.js";

/**
 * @typedef {{from: number, to: number, severity: "error" | "warning", message: string}} Remark
 * @typedef {(text: string) => Remark[]} Find
 *
 * @typedef {object} Words of the expression language
 * @property {{name: string, aliases: string[], text: string}[]} operators
 * @property {string[]} connectives
 * @property {string[]} constants
 * @property {string[]} directions
 * @property {{name: string, in: string[]}[]} names
 */

/**
 * @param {{
 *   label: string,
 *   value: string,
 *   change: (text: string) => unknown,
 *   remarks?: Remark[],
 *   words?: Words | null,
 *   look?: string,
 * }} props `words` are given for an expression, else it is JSON
 */
export function Editor({ label, value, change, remarks = [], words, look = "" }) {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const editor = useRef(
    /** @type {import("../pages/playground_editor.js").CodeEditor | null} */ (null),
  );
  const told = useRef(change);
  told.current = change;
  const ready = useSignal(false);
  const isExpression = words !== undefined;
  useEffect(() => {
    let gone = false;
    if (words === null) return undefined;
    void import("../pages/playground_editor.js").then(({ CodeEditor }) => {
      if (gone || !host.current) return;
      const changed = (/** @type {string} */ text) => told.current(text);
      editor.current = new CodeEditor(host.current, { label, value, words, changed });
      ready.value = true;
    });
    return () => {
      gone = true;
      editor.current?.close();
      editor.current = null;
    };
  }, [isExpression && words === null]);
  useEffect(() => editor.current?.take(value), [value, ready.value]);
  useEffect(() => editor.current?.mark(remarks), [remarks, ready.value]);
  return html`<div class=${`editor ${look}`} ref=${host}></div>`;
}
