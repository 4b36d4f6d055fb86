// Events: everything that happened, by number.
import { html } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { address, go } from "../address.js";
import { Refusal, Unreachable } from "../api.js";
import { now } from "../clock.js";
import { allEvents, EVENT_KINDS, eventsOf, lookOf } from "../events.js";
import { save, saveTable } from "../files.js";
import { say } from "../overlays.js";
import { useSeries, useSought } from "../series.js";
import { head, workspace } from "../store.js";
import { moment } from "../time.js";
import { counted, short } from "../words.js";
import { Choice, Menu, Sid } from "../parts/controls.js";
import { Entry } from "../parts/related.js";
import { focusSearch, Search, words } from "../parts/search_field.js";
import { SeriesList } from "../parts/series_list.js";
import { Told } from "../parts/told.js";
import { EventDetail } from "./events_event.js";

/** @typedef {import("../events.js").WorldEvent} WorldEvent */

/** @param {WorldEvent | null} event */
const show = (event) => go({ options: { event: event ? String(event.number) : "" } }, true);
const close = () => show(null);

export default function Events() {
  const { event = "", kind = "" } = address.value.options;
  const text = words();
  const wanted = { text, type: kind, workspace: workspace.value?.sid };
  const series = useSeries(
    [head.value?.account_sid, head.value?.epoch, JSON.stringify(wanted)],
    () => eventsOf(wanted),
    head.value?.counts.events ?? 0,
  );
  useSought(series, Number(event));
  useActions([{ title: "Find events", keys: "/", group: "Events", run: focusSearch }], []);
  const rows = series.rows.value;
  return html`<section class="panel filling log" aria-label="Events">
    <header class="toolbar">
      <h2>Events</h2>
      <span class="hint" role="status">${rows && `${series.more.value ? "the last " : ""}${counted(rows.length, "event")}`}</span>
      <span class="grow"></span>
      <${Search} label="Find events by words" placeholder="rejected, a worker, a SID" />
      <${Choice}
        label="Kind of events"
        options=${EVENT_KINDS}
        value=${kind}
        set=${(/** @type {string} */ value) => go({ options: { kind: value } }, true)}
        small
      />
      <${Menu}
        label="Save these events"
        look="button small"
        face="Save"
        side="to-left"
        entries=${[
          { title: "JSON", hint: "what a row has", run: () => keep(wanted, "json") },
          { title: "CSV", hint: "for a spreadsheet", run: () => keep(wanted, "csv") },
        ]}
      />
    </header>
    <div class="log-body">
      <${Rows} series=${series} chosen=${event} isFiltered=${text !== "" || kind !== ""} />
      ${event && html`<${EventDetail} key=${event} number=${Number(event)} close=${close} />`}
    </div>
  </section>`;
}

/**
 * Save the events that are looked for, all that there are of them.
 * @param {Parameters<typeof allEvents>[0]} wanted
 * @param {"json" | "csv"} form
 */
async function keep(wanted, form) {
  const name = `events-${head.value?.account_sid.slice(-4)}.${form}`;
  try {
    const found = await allEvents(wanted);
    if (form === "json") save(name, found);
    else saveTable(name, found);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    say(error.message, { bad: true });
  }
}

/**
 * @param {{series: import("../series.js").Series<WorldEvent>, chosen: string, isFiltered: boolean}} props
 */
const Rows = ({ series, chosen, isFiltered }) =>
  html`<${SeriesList}
    label="Events"
    series=${series}
    columns=${columnsAt(now.value)}
    open=${show}
    chosen=${chosen}
    nothing=${html`<${Nothing} isFiltered=${isFiltered} />`}
  />`;

/** @param {{isFiltered: boolean}} props */
const Nothing = ({ isFiltered }) =>
  isFiltered
    ? html`<p class="nothing">
        No such events.
        <button class="button small" onClick=${() => go({ options: { text: "", kind: "" } }, true)}>
          Show all
        </button>
      </p>`
    : html`<p class="nothing">Nothing has happened yet: tasks, offers and what workers do stand here. On the board, t makes a task.</p>`;

/**
 * @param {number} virtual
 * @returns {import("../parts/list.js").Column<WorldEvent>[]}
 */
const columnsAt = (virtual) => [
  { title: "#", width: "46px", look: "number figures right", cell: (one) => one.number },
  { title: "Time", width: "64px", look: "soft figures", cell: (one) => moment(one.at_ms, virtual) },
  {
    title: "Type",
    width: "minmax(150px, 196px)",
    look: "type",
    cell: (one) => html`<i class=${`dot ${lookOf(one.type)}`}></i>${one.type}`,
  },
  {
    title: "What",
    width: "minmax(160px, 1fr)",
    look: "soft",
    cell: (one) => html`<${Told} text=${one.what} />`,
  },
  {
    title: "Task",
    width: "58px",
    cell: (one) => one.task_sid && html`<${Sid} sid=${one.task_sid} name=${short(one.task_sid)} />`,
  },
  {
    title: "Worker",
    width: "minmax(56px, 92px)",
    cell: (one) => html`<${Sid} sid=${one.worker_sid} name=${one.worker_name} />`,
  },
  { title: "Source", width: "52px", look: "soft", cell: (one) => one.source },
  {
    title: "Cause",
    width: "46px",
    look: "figures right",
    cell: (one) => one.cause !== null && html`<${Entry} number=${one.cause} />`,
  },
];
