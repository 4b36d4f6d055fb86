// Which tasks are looked for: by words, or by an expression, which the server evaluates.
import { computed, effect, html, signal } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { ask, Refusal, Unreachable } from "../api.js";
import { head, nameOf, shownTasks, workspace } from "../store.js";
import { counted } from "../words.js";
import { Icon } from "./icon.js";

const LOOKS_LIKE_EXPRESSION = /[=<>!]|\b(HAS|IN|CONTAINS|NOT|AND|OR)\b/;
const PAUSE_MS = 200;

/** What is typed. */
export const text = computed(() => address.value.options.filter ?? "");

/** What the server says of it as an expression; null where it is words. */
const judged = signal(
  /** @type {{text: string, sids: Set<string> | null, complaint: string | null} | null} */ (null),
);

/** Why it is no expression; null where it is one, or is words. */
export const complaint = computed(() =>
  judged.value?.text === text.value ? judged.value.complaint : null,
);

/** Whether it is used as an expression. */
export const isExpression = computed(
  () => judged.value?.text === text.value && judged.value.sids !== null,
);

/** @param {string} value */
export const set = (value) => go({ options: { filter: value } }, true);

/** Whether a task is one of those that are looked for. */
export const wanted = computed(() => {
  const said = text.value.trim();
  if (said === "") return () => true;
  const { sids } = isExpression.value ? /** @type {any} */ (judged.value) : { sids: null };
  if (sids) return (/** @type {import("../store.js").Task} */ task) => sids.has(task.sid);
  const words = said.toLowerCase().split(/\s+/);
  return (/** @type {import("../store.js").Task} */ task) => {
    const all = wordsOf(task);
    return words.every((word) => all.includes(word));
  };
});

/** @param {import("../store.js").Task} task */
function wordsOf(task) {
  const names = [task.queue_sid, ...task.offers.map((one) => one.worker_sid)].map((sid) =>
    sid === null ? "" : nameOf(sid),
  );
  return [task.sid, task.status, task.channel, task.attributes, ...names].join(" ").toLowerCase();
}

/** Begin to ask the server about what looks like an expression. */
export function follow() {
  let timer = 0;
  const soon = (/** @type {boolean} */ anew) => {
    if (timer && !anew) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = 0;
      void judge(text.peek());
    }, PAUSE_MS);
  };
  effect(() => {
    if (LOOKS_LIKE_EXPRESSION.test(text.value)) soon(true);
    else judged.value = null;
  });
  effect(() => {
    if (head.value && LOOKS_LIKE_EXPRESSION.test(text.peek())) soon(false);
  });
}

/** @param {string} said */
async function judge(said) {
  if (!LOOKS_LIKE_EXPRESSION.test(said)) return;
  const values = {
    expression: said,
    among: "tasks",
    workspace: workspace.peek()?.sid,
    limit: 20_000,
  };
  try {
    const { matches } = await ask("POST", "expressions/matches", values);
    judged.value = { text: said, sids: new Set(matches), complaint: null };
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    judged.value = { text: said, sids: null, complaint: error.message };
  }
}

const ID = "filter";

/** Put the focus there. */
export function focusFilter() {
  const field = document.getElementById(ID);
  if (field instanceof HTMLInputElement) field.select();
}

export function Filter() {
  /** @param {KeyboardEvent & {currentTarget: HTMLInputElement}} event */
  const cleared = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    set("");
    event.currentTarget.blur();
  };
  return html`<${Note} /><label class=${`field small filter${complaint.value ? " wrong" : ""}`}>
      <${Icon} name="filter" />
      <input
        id=${ID}
        aria-label="Filter tasks by words or an expression"
        placeholder='gold, or topic == "billing"'
        autocomplete="off"
        spellcheck=${false}
        value=${text.value}
        title=${complaint.value ?? ""}
        onInput=${(/** @type {any} */ { currentTarget: { value } }) => set(value)}
        onKeyDown=${cleared}
      /><kbd>/</kbd>
    </label>`;
}

function Note() {
  if (text.value.trim() === "") return null;
  if (complaint.value) {
    return html`<span class="filter-note wrong cut" role="status">${complaint.value}</span>`;
  }
  const all = shownTasks.value;
  const count = all.filter(wanted.value).length;
  return html`<span class="filter-note" role="status">
    ${isExpression.value ? "true of " : ""}${counted(count, "task")} of ${all.length}
  </span>`;
}
