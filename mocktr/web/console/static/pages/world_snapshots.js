// Worlds that are kept, to come back to.
import { html, useSignal } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { maySteer, perform } from "../steering.js";
import { head } from "../store.js";
import { day, moment, spanOf } from "../time.js";
import { CopyAs } from "../parts/copy_as.js";
import { Icon } from "../parts/icon.js";
import { askSure } from "../parts/sure.js";
import { openComparison } from "./world_comparison.js";

/** @typedef {{name: string, now: string, now_ms: number}} Snapshot */

const LOOKING = { name: "snapshots", method: "GET", path: "snapshots" };

export function Snapshots() {
  const { value, error } = useAnswer("snapshots", {}, [
    head.value?.revision,
    head.value?.counts.snapshots,
  ]);
  const all = /** @type {Snapshot[]} */ (value?.snapshots ?? []);
  return html`<section class="panel" aria-label="Snapshots">
    <header class="toolbar">
      <h2>Snapshots</h2>
      <span class="hint">the whole world with its clock; a reset keeps them</span>
      <span class="grow"></span>
      ${maySteer && html`<${Take} names=${all.map((one) => one.name)} />`}
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      all.length === 0
        ? html`<p class="nothing">
            No snapshot is kept. One brings the world back as often as is wanted:${" "}<code>mocktr ctl snapshot before-rush</code>
          </p>`
        : html`<div class="scroll-box" tabindex="0" role="region" aria-label="Those kept">
            <table class="sheet" aria-label="Snapshots">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Its clock</th>
                  <th>From now</th>
                  <th><span class="aside">Deeds</span></th>
                </tr>
              </thead>
              <tbody>
                ${all.map((one) => html`<${Row} key=${one.name} kept=${one} names=${all.map((kept) => kept.name)} />`)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** @param {{names: string[]}} props */
function Take({ names }) {
  const name = useSignal("");
  const wrong = useSignal("");
  const there = names.includes(name.value);
  /** @param {Event} event */
  const take = async (event) => {
    event.preventDefault();
    wrong.value = "";
    const done = await perform({
      does: deed("snapshot", "POST", name.value),
      said: `Kept the world as ${name.value}`,
      refused: ({ message }) => (wrong.value = message),
    });
    if (done) name.value = "";
  };
  return html`<form class="take" onSubmit=${take}>
    ${wrong.value && html`<span class="wrong-words" role="alert">${wrong.value}</span>`}
    <label class="field small"
      ><span class="aside">Name of the snapshot</span
      ><input
        placeholder="before-rush"
        required
        autocomplete="off"
        spellcheck=${false}
        value=${name.value}
        onInput=${(/** @type {any} */ { currentTarget }) => (name.value = currentTarget.value)}
    /></label>
    <button class="button small">${there ? "Take anew" : "Take"}</button>
  </form>`;
}

/** @param {{kept: Snapshot, names: string[]}} props */
function Row({ kept, names }) {
  const apart = kept.now_ms - now.value;
  return html`<tr>
    <td class="name" title=${kept.name}><b>${kept.name}</b></td>
    <td class="figures nowrap">
      ${moment(kept.now_ms, kept.now_ms)}${" "}<span class="muted">${day(kept.now_ms)}</span>
    </td>
    <td class="figures wide">${apart === 0 ? "now" : `${spanOf(Math.abs(apart))} ${apart < 0 ? "ago" : "ahead"}`}</td>
    <td class="deed">
      <button
        class="button small"
        aria-label=${`Compare ${kept.name}`}
        onClick=${() => openComparison(kept.name, names)}
      >
        Compare
      </button>
      ${
        maySteer &&
        html`<button
            class="button small"
            aria-label=${`Restore ${kept.name}`}
            onClick=${() => restore(kept.name)}
          >
            Restore
          </button>
          <button
            class="button bare"
            title="Delete"
            aria-label=${`Delete ${kept.name}`}
            onClick=${() => drop(kept.name)}
          >
            <${Icon} name="close" />
          </button>`
      }
    </td>
  </tr>`;
}

/** @param {string} name */
const restore = (name) =>
  perform({
    does: deed("restore", "POST", name, "/restore"),
    said: `The world is that of ${name}`,
    undone: true,
  });

/** @param {string} name */
const drop = (name) =>
  askSure({
    title: "Delete the snapshot",
    text: `The snapshot ${name} is kept no longer.`,
    word: "delete",
    run: () => perform({ does: deed("delete-snapshot", "DELETE", name), said: `Deleted ${name}` }),
  });

/**
 * @param {string} command
 * @param {string} method
 * @param {string} name
 */
const deed = (command, method, name, after = "") => ({
  name: command,
  method,
  path: `snapshots/${encodeURIComponent(name)}${after}`,
  places: [name],
});
