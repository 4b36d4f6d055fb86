// Beginning anew with another seed: one that is shipped, or YAML that is typed, pasted or from a file.
import { html, useSignal } from "../vendor/preact.js";
import { perform } from "../steering.js";
import { about } from "../store.js";

const OWN = "";
const EXAMPLE = `workspaces:
  - friendly_name: Desk
    task_queues: [{friendly_name: Everyone, target_workers: "1==1"}]
    workers: [{friendly_name: alice, activity: Available}]
`;

export function SeedForm() {
  const shipped = /** @type {string[]} */ (about.value?.shipped ?? []);
  const name = useSignal(/** @type {string | null} */ (null));
  const yaml = useSignal(EXAMPLE);
  const wrong = useSignal("");
  const chosen = name.value ?? shipped[0] ?? OWN;
  /** @param {Event} event */
  const begin = async (event) => {
    event.preventDefault();
    wrong.value = "";
    await perform({
      does: {
        name: "load-seed",
        method: "PUT",
        path: "seed",
        values: { seed: chosen === OWN ? yaml.value : chosen },
      },
      said: `The world began anew, ${chosen === OWN ? "from that seed" : `as ${chosen}`}`,
      undone: true,
      refused: ({ message }) => (wrong.value = message),
    });
  };
  return html`<form class="matter" onSubmit=${begin}>
    <h3>From another seed</h3>
    <p class="muted">
      Its world takes the place of this one, and the clock starts anew. The journal and faults stay; a reset comes back to the first world.
    </p>
    <div class="row">
      <select
        class="text-input"
        aria-label="Seed"
        onChange=${(/** @type {any} */ { currentTarget }) => (name.value = currentTarget.value)}
      >
        ${shipped.map((one) => html`<option key=${one} value=${one} selected=${one === chosen}>${one}</option>`)}
        <option value=${OWN} selected=${chosen === OWN}>YAML</option>
      </select>
      <button class="button small danger">Begin anew</button>
    </div>
    ${chosen === OWN && html`<${Yaml} yaml=${yaml} />`}
    ${wrong.value && html`<p class="wrong-words" role="alert">${wrong.value}</p>`}
  </form>`;
}

/** @param {{yaml: {value: string}}} props */
function Yaml({ yaml }) {
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const taken = async ({ currentTarget: input }) => {
    const [file] = input.files ?? [];
    if (file) yaml.value = await file.text();
    input.value = "";
  };
  return html`<textarea
      class="text-input mono"
      rows="8"
      aria-label="The seed as YAML"
      spellcheck=${false}
      value=${yaml.value}
      onInput=${(/** @type {any} */ { currentTarget }) => (yaml.value = currentTarget.value)}
    ></textarea>
    <label class="button small upload"
      >From a file<input
        class="aside"
        type="file"
        accept=".yaml,.yml,.json,text/plain"
        onChange=${taken}
    /></label>`;
}
