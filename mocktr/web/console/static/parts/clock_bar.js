// The clock: what time it is, what happens next, and how to go on.
import { html, useSignal } from "../vendor/preact.js";
import * as steps from "../clock.js";
import { now } from "../clock.js";
import { inFlight } from "../feed.js";
import { acting, maySteer, undo } from "../steering.js";
import { head } from "../store.js";
import { day, fromNow, moment, readMoment, timeOfDay } from "../time.js";
import { counted, short } from "../words.js";
import { Choice, Menu } from "./controls.js";
import { Icon } from "./icon.js";

const MODES = /** @type {[string, string][]} */ ([
  ["manual", "Manual"],
  ["real", "Real"],
]);

const STEPS = /** @type {[number, string][]} */ ([
  [10, "+10 s"],
  [60, "+1 min"],
  [3600, "+1 h"],
]);

export function ClockBar() {
  const known = head.value;
  if (!known) return html`<section class="clock" aria-label="Clock"></section>`;
  const still = !maySteer || known.clock.mode === "real";
  return html`<section class="clock" aria-label="Clock">
    <${Choice}
      label="Clock"
      options=${MODES}
      value=${known.clock.mode}
      set=${steps.setMode}
      disabled=${!maySteer}
    />
    <${Instant} />
    <div class="steps">
      <${Undo} />
      <${Play} disabled=${still} />
      <span class="joined">
        ${STEPS.map(
          ([seconds, title]) =>
            html`<button
              class=${`button${seconds === 3600 ? " wide" : ""}`}
              key=${title}
              disabled=${still}
              onClick=${() => steps.stepBy(seconds)}
            >
              ${title}
            </button>`,
        )}
        <${OtherStep} disabled=${still} />
      </span>
    </div>
    <${Next} disabled=${still} />
  </section>`;
}

function Instant() {
  const at = now.value;
  return html`<div class="instant">
    <span class="day">${day(at)}</span>
    <time class="time" datetime=${new Date(at).toISOString()}>${timeOfDay(at)}<small>Z</small></time>
  </div>`;
}

function Undo() {
  const back = head.value?.undo;
  const title = back
    ? `Undo, back to ${moment(back.now_ms, now.value)} (z)`
    : "Nothing can be undone: the page keeps a picture before each step of the clock";
  return html`<button
    class="button"
    title=${title}
    aria-label="Undo"
    disabled=${!maySteer || !back || acting.value}
    onClick=${undo}
  >
    <${Icon} name="undo" />
  </button>`;
}

/** @param {{disabled: boolean}} props */
function Play({ disabled }) {
  const plays = steps.playing.value;
  const entries = steps.SPEEDS.map((one) => ({
    title: `${one}×`,
    chosen: one === steps.speed.value,
    run: () => (steps.speed.value = one),
  }));
  return html`<span class="joined">
    <button
      class="button"
      title=${plays ? "Stop (Space)" : `Play at ${steps.speed.value}× (Space)`}
      aria-pressed=${plays}
      disabled=${disabled}
      onClick=${steps.play}
    >
      <${Icon} name=${plays ? "stop" : "play"} />${steps.speed.value}×
    </button>
    <${Menu}
      label="Speed"
      face=${html`<i class="caret"></i>`}
      entries=${entries}
      disabled=${disabled}
    />
  </span>`;
}

/** @param {{disabled: boolean}} props */
function OtherStep({ disabled }) {
  const entries = [
    { title: "+1 s", run: () => steps.stepBy(1) },
    { title: "+5 min", run: () => steps.stepBy(300) },
    { title: "+1 h", run: () => steps.stepBy(3600) },
    { title: "+1 day", run: () => steps.stepBy(86_400) },
  ];
  return html`<${Menu}
    label="Another step, or a time"
    face=${html`<i class="caret"></i>`}
    entries=${entries}
    disabled=${disabled}
  >
    ${(/** @type {() => void} */ close) => html`<${GoTo} close=${close} />`}
  <//>`;
}

/** @param {{close: () => void}} props */
function GoTo({ close }) {
  const wrong = useSignal("");
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const go = (event) => {
    event.preventDefault();
    const said = String(new FormData(event.currentTarget).get("at"));
    const at = readMoment(said, now.peek());
    if (at === null || at < now.peek()) {
      wrong.value = "A later time, such as 09:30, +90 s or 2030-01-08T09:00Z";
      return;
    }
    close();
    void steps.stepTo(at);
  };
  return html`<form class="menu-form" onSubmit=${go}>
    <label class="field small">
      <span class="aside">Time to go to</span>
      <input name="at" placeholder="09:30, or +90 s" autocomplete="off" aria-label="Time to go to" />
    </label>
    ${wrong.value && html`<small role="alert">${wrong.value}</small>`}
    <button class="button small">Go</button>
  </form>`;
}

/** @param {{title: string, what: string}} props */
const Still = ({ title, what }) =>
  html`<button class="next" disabled>
    <span class="lines"><span class="when"><b>${title}</b></span><span>${what}</span></span>
  </button>`;

/** @param {{disabled: boolean}} props */
function Next({ disabled }) {
  const timer = head.value?.next_timer;
  if (acting.value && inFlight.value > 0) {
    const what = `waits for ${counted(inFlight.value, "callback")}`;
    return html`<${Still} title="The step" what=${what} />`;
  }
  if (!timer) return html`<${Still} title="Next timer" what="none is set" />`;
  const at = now.value;
  const what = `${timer.task_sid ? `${short(timer.task_sid)}: ` : ""}${timer.what}`;
  return html`<button
    class="next"
    title="Go to the next timer (n)"
    disabled=${disabled || acting.value}
    onClick=${steps.stepToNext}
  >
    <span class="lines">
      <span class="when">
        <b>Next timer</b><time>${moment(timer.due_ms, at)}</time
        ><time class="in">${fromNow(timer.due_ms, at)}</time>
      </span>
      <span class="what cut">${what}</span>
    </span>
    <kbd>n</kbd>
  </button>`;
}
