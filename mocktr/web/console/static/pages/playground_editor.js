// CodeMirror as this page uses it; loaded where there is something to edit.
import * as code from "../vendor/codemirror.js";

/** @typedef {import("../parts/editor.js").Words} Words */
/** @typedef {import("../parts/editor.js").Remark} Remark */

const LOOK = code.EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "var(--inset)",
    fontSize: "12.5px",
  },
  "&.cm-focused": { outline: "2px solid var(--ring)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "var(--inset)", color: "var(--muted)", border: "none" },
  ".cm-content": { caretColor: "var(--text)", padding: "8px 0" },
  ".cm-line": { padding: "0 10px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-bg) !important",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "7px",
    backgroundColor: "var(--panel)",
    color: "var(--text)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-bg)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  ".cm-diagnostic": { padding: "4px 8px", fontFamily: "var(--sans)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-placeholder": { color: "var(--muted)" },
});

const COLOURS = code.HighlightStyle.define([
  { tag: code.tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: code.tags.operator, color: "var(--accent)" },
  { tag: code.tags.string, color: "var(--assigned)" },
  { tag: [code.tags.number, code.tags.bool, code.tags.null], color: "var(--offered)" },
  { tag: code.tags.propertyName, color: "var(--soft)" },
]);

/** One editor, in the shadow of an element. */
export class CodeEditor {
  /**
   * @param {HTMLElement} host
   * @param {{label: string, value: string, words?: Words | null, changed: (text: string) => unknown}} how
   */
  constructor(host, { label, value, words, changed }) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    /** What was told and has not come back, oldest first. @type {string[]} */
    this.told = [];
    this.isTaking = false;
    const listener = code.EditorView.updateListener.of((update) => {
      if (!update.docChanged || this.isTaking) return;
      const text = update.state.doc.toString();
      this.told.push(text);
      changed(text);
    });
    this.view = new code.EditorView({
      doc: value,
      root,
      parent: root,
      extensions: [
        code.EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        listener,
        words ? expressions(words) : documents(),
        common(),
      ],
    });
  }

  /**
   * Have this text, if it was changed elsewhere: what was told here comes back late, when the
   * person has typed on.
   * @param {string} text
   */
  take(text) {
    const back = this.told.lastIndexOf(text);
    if (back >= 0) {
      this.told.splice(0, back + 1);
      return;
    }
    this.told = [];
    const { doc } = this.view.state;
    if (doc.toString() === text) return;
    this.isTaking = true;
    this.view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    this.isTaking = false;
  }

  /**
   * Show what there is to say, at its place.
   * @param {Remark[]} remarks
   */
  mark(remarks) {
    const { length } = this.view.state.doc;
    const inside = remarks.map((one) => ({
      ...one,
      from: Math.min(one.from, length),
      to: Math.min(Math.max(one.to, one.from), length),
    }));
    this.view.dispatch(code.setDiagnostics(this.view.state, inside));
  }

  close() {
    this.view.destroy();
  }
}

/** @returns {import("../vendor/codemirror.js").Extension} */
const common = () => [
  code.history(),
  code.drawSelection(),
  code.bracketMatching(),
  code.closeBrackets(),
  code.indentOnInput(),
  code.EditorView.lineWrapping,
  code.syntaxHighlighting(COLOURS),
  LOOK,
  // Tab goes on to the next part of the page, as everywhere.
  code.keymap.of([
    ...code.closeBracketsKeymap,
    ...code.defaultKeymap,
    ...code.historyKeymap,
    ...code.completionKeymap,
  ]),
];

/** @returns {import("../vendor/codemirror.js").Extension} */
const documents = () => [code.json(), code.lineNumbers(), code.foldGutter()];

/**
 * The expression language, by the words that the server has for it.
 * @param {Words} words
 * @returns {import("../vendor/codemirror.js").Extension}
 */
function expressions(words) {
  const spelled = words.operators.flatMap((one) => [one.name, ...one.aliases]);
  const keywords = new Set(
    [...spelled, ...words.connectives, ...words.directions].flatMap((one) => one.split(" ")),
  );
  const constants = new Set(words.constants);
  const language = code.StreamLanguage.define({
    token(stream) {
      if (stream.eatSpace()) return null;
      if (stream.match(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/)) return "string";
      if (stream.match(/-?\d+(\.\d+)?/)) return "number";
      if (stream.match(/[\w.$]+/)) {
        const word = stream.current();
        if (keywords.has(word.toUpperCase())) return "keyword";
        return constants.has(word.toLowerCase()) ? "bool" : "variableName";
      }
      if (stream.match(/[=!<>-]+/)) return "operator";
      stream.next();
      return null;
    },
  });
  return [language, code.autocompletion({ override: [(context) => completed(context, words)] })];
}

/**
 * @param {import("../vendor/codemirror.js").CompletionContext} context
 * @param {Words} words
 */
function completed(context, words) {
  const word = context.matchBefore(/[\w.]+/);
  if (!word && !context.explicit) return null;
  const options = [
    ...words.operators.map((one) => ({ label: one.name, detail: one.text, type: "keyword" })),
    ...words.connectives.map((label) => ({ label, type: "keyword" })),
    ...words.constants.map((label) => ({ label, type: "constant" })),
    ...words.names.map((one) => ({ label: one.name, type: "variable" })),
  ];
  return { from: word ? word.from : context.pos, options };
}
