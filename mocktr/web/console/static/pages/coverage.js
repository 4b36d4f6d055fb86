// Which parts of the workflows were exercised, how often, and which never.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { useAnswer, useSeldom } from "../api.js";
import { branchesOf, missingOf, outcomesOf } from "../branches.js";
import { maySteer, perform } from "../steering.js";
import { head } from "../store.js";
import { Choice } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { askSure } from "../parts/sure.js";

/** @typedef {import("../branches.js").Branch} Branch */
/**
 * @typedef {object} Covered
 * @property {string} workspace
 * @property {string} workflow
 * @property {number | null} configuration
 * @property {number} exercised
 * @property {number} outcomes
 * @property {number} percent
 * @property {import("../branches.js").Item[]} items
 */

const PAUSE_MS = 1000;
const LOOKING = { name: "coverage", method: "GET", path: "coverage" };
const SHOWN = /** @type {[string, string][]} */ ([
  ["", "All"],
  ["never", "Never exercised"],
]);

export default function Coverage() {
  const moved = useSeldom(head.value?.position, PAUSE_MS);
  const { value, error } = useAnswer("coverage", {}, [moved, head.value?.revision]);
  const view = address.value.options.view ?? "";
  const workflows = /** @type {Covered[]} */ (value?.workflows ?? []);
  const several = new Set(workflows.map((one) => one.workspace)).size > 1;
  return html`<section class="panel filling" aria-label="Exercised">
    <header class="toolbar">
      <h2>Exercised</h2>
      ${workflows.length > 0 && html`<${Share} of=${value} />`}
      <span class="grow"></span>
      <${Choice}
        label="Show"
        options=${SHOWN}
        value=${view}
        set=${(/** @type {string} */ to) => go({ options: { view: to } })}
        small=${true}
      />
      ${maySteer && workflows.length > 0 && html`<button class="button small" onClick=${forget}>Forget</button>`}
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      value && workflows.length === 0
        ? html`<p class="nothing">
            There is no workflow. Each part of one that tasks walk through is counted here, of all tests
            by <code>pytest --taskrouter-coverage</code>
          </p>`
        : html`<div class="scroll-box workflows" tabindex="0" role="region" aria-label="Workflows">
            ${workflows.map(
              (one, index) =>
                html`<${Workflow} key=${index} covered=${one} several=${several} never=${view === "never"} />`,
            )}
          </div>`
    }
  </section>`;
}

/** @param {{covered: Covered, several: boolean, never: boolean}} props */
function Workflow({ covered, several, never }) {
  const { workspace, workflow, configuration, items } = covered;
  const all = branchesOf(items);
  const branches = never ? missingOf(all) : all;
  const name = `${several ? `${workspace}: ` : ""}${workflow}${configuration === null ? "" : `, configuration ${configuration}`}`;
  return html`<section class="covered" aria-label=${name}>
    <header>
      <h3>${name}</h3>
      <${Share} of=${covered} />
    </header>
    ${
      branches.length === 0
        ? html`<p class="nothing">${never ? "All of it was exercised." : "It has no parts."}</p>`
        : html`<${Branches} all=${branches} />`
    }
  </section>`;
}

/** @param {{all: Branch[]}} props */
const Branches = ({ all }) =>
  html`<ul class="branches">
    ${all.map(
      (one) =>
        html`<li key=${one.kind + one.path + one.label} class=${`of-${one.kind}`}>
          <div class="branch" title=${one.path}>
            <span class=${lookOf(one)}>${one.label}</span>
            <span class="outcomes">${outcomesOf(one).map(([name, count]) => html`<${Outcome} key=${name} name=${name} count=${count} />`)}</span>
          </div>
          ${one.below.length > 0 && html`<${Branches} all=${one.below} />`}
        </li>`,
    )}
  </ul>`;

/** @param {Branch} branch */
const lookOf = ({ never, hits }) =>
  never.length === Object.keys(hits).length || Object.values(hits).every((count) => count === 0)
    ? "label not"
    : "label";

/** @param {{name: string, count: number}} props */
const Outcome = ({ name, count }) =>
  count === 0
    ? html`<span class="outcome-of never">never ${name}</span>`
    : html`<span class="outcome-of">${name} <b>${count.toLocaleString("en")}</b></span>`;

/** @param {{of: {exercised: number, outcomes: number, percent: number}}} props */
const Share = ({ of: { exercised, outcomes, percent } }) =>
  html`<span class="share-of">
    <span class="share-bar" aria-hidden="true"><i style=${{ width: `${percent}%` }}></i></span>
    <b class="figures">${percent} %</b>
    <span class="hint figures">${exercised} of ${outcomes} outcomes</span>
  </span>`;

const forget = () =>
  askSure({
    title: "Forget what was exercised",
    text: "All is counted from now on only.",
    word: "forget",
    run: () =>
      perform({
        does: { name: "forget-coverage", method: "DELETE", path: "coverage" },
        said: "Counted from now on",
      }),
  });
