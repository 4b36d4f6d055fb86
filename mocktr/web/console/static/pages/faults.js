// What is planned to go wrong, and whom it met.
import { html } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { howOften, isSpent, outcome, whom } from "../fault_words.js";
import { journal } from "../feed.js";
import { maySteer, perform } from "../steering.js";
import { head } from "../store.js";
import { moment } from "../time.js";
import { counted } from "../words.js";
import { CopyAs } from "../parts/copy_as.js";
import { FaultForm, focusFault } from "../parts/fault_form.js";
import { Icon } from "../parts/icon.js";
import { Entry } from "../parts/related.js";

/** @typedef {import("../fault_words.js").Fault} Fault */

const LOOKED_AT = 1000;
const MOST_HITS = 100;
const LOOKING = { name: "faults", method: "GET", path: "faults" };

export default function Faults() {
  useActions(
    [
      {
        title: "Plan a fault",
        keys: "/",
        group: "Faults",
        run: focusFault,
        when: () => maySteer,
      },
    ],
    [],
  );
  const { value, error } = useAnswer("faults", {}, [head.value?.revision, journal.value]);
  const rules = /** @type {Fault[]} */ (value?.faults ?? []);
  return html`<div class="fitted">
    <div class=${maySteer ? "halves" : "halves alone"}>
      <div class="stack">
        <${Rules} rules=${rules} error=${error} />
        <${Hits} rules=${rules} />
      </div>
      ${maySteer && html`<${FaultForm} />`}
    </div>
  </div>`;
}

/** @param {{rules: Fault[], error: string | null}} props */
const Rules = ({ rules, error }) =>
  html`<section class="panel" aria-label="Planned">
    <header class="toolbar">
      <h2>Planned</h2>
      <span class="hint">the first rule that fires decides; a reset takes all away</span>
      <span class="grow"></span>
      ${rules.length > 0 && maySteer && html`<button class="button small" onClick=${clear}>Clear all</button>`}
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      rules.length === 0 && !error
        ? html`<p class="nothing">
            Nothing is planned to go wrong. ${maySteer ? "A preset fills the form." : ""}${" "}<code>mocktr ctl fault --path /Tasks --status 503 --times 1</code>
          </p>`
        : html`<${Table} rules=${rules} />`
    }
  </section>`;

/** @param {{rules: Fault[]}} props */
const Table = ({ rules }) =>
  html`<div class="scroll-box" tabindex="0" role="region" aria-label="Rules">
    <table class="sheet" aria-label="Rules">
      <thead>
        <tr>
          <th>No.</th>
          <th>For</th>
          <th>How often</th>
          <th>What happens</th>
          <th class="number">Seen</th>
          <th class="number">Fired</th>
          <th><span class="aside">Remove</span></th>
        </tr>
      </thead>
      <tbody>
        ${rules.map((rule) => html`<${Row} key=${rule.id} rule=${rule} />`)}
      </tbody>
    </table>
  </div>`;

/** @param {{rule: Fault}} props */
function Row({ rule }) {
  const { whose, which } = whom(rule);
  const spent = isSpent(rule);
  return html`<tr class=${spent ? "spent" : ""}>
    <td class="figures muted">${rule.id}</td>
    <td>${which && html`<span class="mono">${which}</span>${" "}`}<span class="muted">${whose}</span></td>
    <td>${howOften(rule)}</td>
    <td>${outcome(rule)}</td>
    <td class="number">${rule.seen}</td>
    <td class="number">
      ${spent ? html`<span class="pill" title="It fires no more">${rule.fired}, spent</span>` : html`<b>${rule.fired}</b>`}
    </td>
    <td class="deed">
      ${
        maySteer &&
        html`<button
          class="button bare"
          title="Remove"
          aria-label=${`Remove fault ${rule.id}`}
          onClick=${() => remove(rule)}
        >
          <${Icon} name="close" />
        </button>`
      }
    </td>
  </tr>`;
}

/** What was met lately, newest first. @param {{rules: Fault[]}} props */
function Hits({ rules }) {
  const { value } = useAnswer("journal", { limit: LOOKED_AT }, [journal.value]);
  const met = (value?.entries ?? []).filter((/** @type {any} */ one) => one.faults.length > 0);
  const shown = met.toReversed().slice(0, MOST_HITS);
  const there = new Set(rules.map((one) => one.id));
  return html`<section class="panel filling" aria-label="What they hit">
    <header class="toolbar">
      <h2>What they hit</h2>
      <span class="hint">${value?.more ? `of the last ${LOOKED_AT.toLocaleString("en")} entries of the journal, ` : ""}newest first</span>
    </header>
    ${
      shown.length === 0
        ? html`<p class="nothing">No request and no callback met a fault.</p>`
        : html`<div class="scroll-box" tabindex="0" role="region" aria-label="Entries">
            <table class="sheet" aria-label="What they hit">
              <thead>
                <tr>
                  <th>Entry</th>
                  <th>Time</th>
                  <th>What</th>
                  <th>Fault</th>
                  <th class="number">Answer</th>
                </tr>
              </thead>
              <tbody>
                ${shown.map((/** @type {any} */ one) => html`<${Hit} key=${one.number} entry=${one} there=${there} />`)}
              </tbody>
            </table>
            ${met.length > shown.length && html`<p class="nothing">and ${counted(met.length - shown.length, "more", "more")}</p>`}
          </div>`
    }
  </section>`;
}

/** @param {{entry: any, there: Set<number>}} props */
function Hit({ entry, there }) {
  const what = entry.url ? `${entry.kind} to ${entry.url}` : `${entry.method} ${entry.path}`;
  const numbers = entry.faults.map((/** @type {number} */ one) =>
    there.has(one) ? `${one}` : `${one} (removed)`,
  );
  return html`<tr>
    <td class="figures nowrap"><${Entry} number=${entry.number} /></td>
    <td class="figures muted nowrap">${moment(Date.parse(entry.date), now.value)}</td>
    <td class="mono cut wide" title=${what}>${what}</td>
    <td class="figures">${numbers.join(", ")}</td>
    <td class="number">${entry.status ?? "none"}</td>
  </tr>`;
}

/** @param {Fault} rule */
const remove = ({ id }) =>
  perform({
    does: {
      name: "remove-fault",
      method: "DELETE",
      path: `faults/${id}`,
      places: [String(id)],
    },
    said: `Removed fault ${id}`,
  });

const clear = () =>
  perform({
    does: { name: "clear-faults", method: "DELETE", path: "faults" },
    said: "Removed all faults",
  });
