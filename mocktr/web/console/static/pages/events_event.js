// One event, as TaskRouter shows it.
import { html } from "../vendor/preact.js";
import { hrefOf } from "../address.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { lookOf } from "../events.js";
import { PAGES } from "../pages.js";
import { moment } from "../time.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Detail } from "../parts/detail.js";
import { Entry } from "../parts/related.js";
import { Told } from "../parts/told.js";
import { Values } from "../parts/values.js";

/** How much is seen before and after the moment that one goes to. */
const AROUND_MS = 5 * 60_000;
/** What is told by mocktr alone, or above. */
const OURS = ["number", "cause", "in_flight", "event_data"];
const hasTimeline = PAGES.some((one) => one.name === "timeline");

/** @param {{number: number, close: () => unknown}} props */
export function EventDetail({ number, close }) {
  const { value, error } = useAnswer(`events/${number}`, {}, []);
  const label = `Event ${number}`;
  if (!value) {
    return html`<${Detail} label=${label} title=${label} close=${close}><p class="nothing">${error ?? "Asking…"}</p><//>`;
  }
  const facts = Object.entries(value).filter(([name]) => !OURS.includes(name));
  const command = {
    name: "event",
    method: "GET",
    path: `events/${number}`,
    places: [String(number)],
  };
  return html`<${Detail}
    label=${label}
    title=${html`${number} ${value.event_type}`}
    close=${close}
    foot=${html`${hasTimeline && html`<a class="button" href=${momentOf(value.event_date_ms)}>Go to this moment</a>`}<span class="grow"></span><${CopyAs} does=${command} />`}
  >
    <div class="standing">
      <span><i class=${`dot ${lookOf(value.event_type)}`}></i> at <b class="figures">${moment(value.event_date_ms, now.value)}</b></span>
      ${value.cause !== null && html`<span>caused by <${Entry} number=${value.cause} /></span>`}
    </div>
    <p><${Told} text=${value.description} /></p>
    <${About} data=${value.event_data} />
    <h3>Event data</h3>
    <${Values} label="Event data" values=${value.event_data} />
    <h3>Event</h3>
    <${Values} label="Event" values=${Object.fromEntries(facts)} />
  <//>`;
}

/** @param {number} at */
const momentOf = (at) =>
  hrefOf({
    page: "timeline",
    options: { from: String(at - AROUND_MS), to: String(at + AROUND_MS), mark: String(at) },
  });

/**
 * The records that an event concerns.
 * @param {{data: Record<string, string>}} props
 */
const About = ({ data }) =>
  html`<p class="cause">
    ${["task_sid", "worker_sid", "task_queue_sid", "workflow_sid"]
      .filter((name) => data[name])
      .map(
        (name) =>
          html`<span key=${name}>${name.replace("_sid", "").replace("task_queue", "queue")} <${Sid} sid=${data[name]} /></span>`,
      )}
  </p>`;
