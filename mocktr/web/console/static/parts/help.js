// All keys there are on this page.
import { html } from "../vendor/preact.js";
import { actions } from "../actions.js";
import { closeDialog } from "../overlays.js";
import { Icon } from "./icon.js";

export default function Help() {
  const groups = Map.groupBy(
    actions.value.filter((one) => one.keys),
    (one) => one.group,
  );
  return html`<div class="dialog-head">
      <h2>Keys</h2>
      <span class="grow"></span>
      <button class="button bare" aria-label="Close" onClick=${closeDialog}>
        <${Icon} name="close" />
      </button>
    </div>
    <div class="body keys">
      ${[...groups].map(
        ([group, all]) =>
          html`<section key=${group}>
            <h3>${group}</h3>
            <dl>
              ${all.map(
                (one) =>
                  html`<div key=${one.keys}>
                    <dt>${one.keys?.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt>
                    <dd>${one.title}</dd>
                  </div>`,
              )}
            </dl>
          </section>`,
      )}
    </div>`;
}
