// The world that is shown: what it has, and how it goes to a file, comes from one, or begins anew.
import { html, useSignal } from "../vendor/preact.js";
import { ask, Refusal, Unreachable } from "../api.js";
import { now } from "../clock.js";
import { read, save } from "../files.js";
import { say } from "../overlays.js";
import { maySteer, perform } from "../steering.js";
import { about, head, shownQueues, shownWorkers } from "../store.js";
import { day, timeOfDay } from "../time.js";
import { counted } from "../words.js";
import { SeedForm } from "./world_seed.js";

export function Files() {
  return html`<section class="panel side" aria-label="This world">
    <header class="toolbar"><h2>This world</h2></header>
    <div class="scroll-box padded stack">
      <${Facts} />
      <${Out} />
      ${maySteer && html`<${In} /><${SeedForm} /><${Anew} />`}
    </div>
  </section>`;
}

function Facts() {
  const known = head.value;
  if (!known) return null;
  const { counts } = known;
  return html`<dl class="facts">
    <dt>Account</dt>
    <dd class="mono">${known.account_sid}</dd>
    <dt>Clock</dt>
    <dd class="figures">${timeOfDay(now.value)}, ${day(now.value)}, ${known.clock.mode}</dd>
    <dt>Made from</dt>
    <dd>${seedsOf(about.value)}</dd>
    <dt>Has</dt>
    <dd>
      ${counted(shownQueues.value.length, "queue")}, ${counted(shownWorkers.value.length, "worker")},
      ${" "}${counted(counts.tasks, "task")}, ${counted(counts.events, "event")}
    </dd>
  </dl>`;
}

/** @param {any} told */
function seedsOf(told) {
  const seeds = /** @type {(string | null)[]} */ (told?.seeds ?? []);
  return seeds.length ? seeds.map((one) => one ?? "a seed in Python").join(", ") : "nothing";
}

function Out() {
  return html`<div class="matter">
    <h3>To a file</h3>
    <p class="muted">
      A seed has the configuration, for <code>mocktr serve --seed</code>; a state has everything, to go on from there.
    </p>
    <div class="row">
      <button class="button small" onClick=${() => download("seed")}>Save seed</button>
      <button class="button small" onClick=${() => download("state")}>Save state</button>
      <button class="button small" onClick=${() => download("state", { events: true })}>
        State with events
      </button>
    </div>
  </div>`;
}

function In() {
  const wrong = useSignal("");
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const chosen = async ({ currentTarget: input }) => {
    const [file] = input.files ?? [];
    wrong.value = "";
    if (file) wrong.value = await load(file);
    input.value = "";
  };
  return html`<div class="matter">
    <h3>From a file</h3>
    <p class="muted">A state takes the place of this world.</p>
    <label class="button small upload"
      >Load state<input class="aside" type="file" accept=".json,application/json" onChange=${chosen}
    /></label>
    ${wrong.value && html`<p class="wrong-words" role="alert">${wrong.value}</p>`}
  </div>`;
}

const Anew = () =>
  html`<div class="matter">
    <h3>As at first</h3>
    <p class="muted">
      The world as the seed makes it that is served. The journal and faults go, and an undo does not bring them back;
      snapshots and coverage stay.
    </p>
    <button class="button small danger" onClick=${reset}>Reset</button>
  </div>`;

/**
 * @param {string} what
 * @param {Record<string, unknown>} [values]
 */
async function download(what, values = {}) {
  try {
    save(nameFor(what), await ask("GET", what, values));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    say(error.message, { bad: true });
  }
}

/** @param {string} what */
function nameFor(what) {
  const tail = head.value?.account_sid.slice(-4) ?? "";
  return `${what}-${tail}-${timeOfDay(now.value).replaceAll(":", "")}.json`;
}

/**
 * Put the world of a file in the place of this one; says what is wrong, or nothing.
 * @param {File} file
 */
async function load(file) {
  let wrong = "";
  try {
    await perform({
      does: { name: "load-state", method: "PUT", path: "state", values: await read(file) },
      said: `The world is that of ${file.name}`,
      undone: true,
      refused: ({ message }) => (wrong = message),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    wrong = error.message;
  }
  return wrong;
}

const reset = () =>
  perform({
    does: { name: "reset", method: "POST", path: "reset" },
    said: "The world began anew",
    undone: true,
  });
