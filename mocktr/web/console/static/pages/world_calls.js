// What instructions had dialled.
import { html } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { head } from "../store.js";
import { moment } from "../time.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { List } from "../parts/list.js";

const LOOKING = { name: "calls", method: "GET", path: "calls" };

/** @typedef {any} Call */

const COLUMNS = /** @type {import("../parts/list.js").Column<Call>[]} */ ([
  {
    title: "Time",
    width: "76px",
    look: "figures muted",
    cell: (one) => moment(Date.parse(one.date_created), now.value),
  },
  { title: "Instruction", width: "96px", cell: (one) => one.instruction },
  { title: "On this leg", width: "90px", cell: (one) => one.participant },
  {
    title: "Rings",
    width: "minmax(110px, 1fr)",
    cell: (one) => one.to ?? html`<span class="muted">is redirected</span>`,
  },
  { title: "From", width: "minmax(90px, 1fr)", look: "muted", cell: (one) => one.from ?? "" },
  { title: "TwiML", width: "minmax(90px, 2fr)", look: "mono muted", cell: (one) => one.url ?? "" },
  { title: "Task", width: "64px", cell: (one) => html`<${Sid} sid=${one.task_sid} />` },
  {
    title: "Worker",
    width: "90px",
    cell: (one) => html`<${Sid} sid=${one.worker_sid} name=${one.worker_name} />`,
  },
]);

export function Calls() {
  const { value, error } = useAnswer("calls", {}, [head.value?.position]);
  const all = /** @type {Call[]} */ (value?.calls ?? []).toReversed();
  return html`<section class="panel filling" aria-label="Calls">
    <header class="toolbar">
      <h2>Calls</h2>
      <span class="hint"
        >what instructions had dialled, newest
        first${value?.dropped ? `; ${value.dropped} older ones are known no more` : ""}</span
      >
      <span class="grow"></span>
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      value && all.length === 0
        ? html`<p class="nothing">
            Nothing was dialled. An assignment callback that answers with dequeue, call, conference or redirect has its legs here.
          </p>`
        : html`<${List}
            label="Calls"
            rows=${all}
            columns=${COLUMNS}
            keyOf=${(/** @type {Call} */ one) => `${one.sid}${one.participant}${one.reservation_sid}`}
          />`
    }
  </section>`;
}
