// What is said where a world has nothing yet: what would be here, and what makes it.
import { html } from "../vendor/preact.js";
import { workspace } from "../store.js";

/** @param {{what: string, path: string, example: string}} props `path` below that of the workspace */
export function Unpopulated({ what, path, example }) {
  const place = workspace.value;
  const made = place ? `This workspace has no ${what} yet.` : "There is no workspace yet.";
  const url = `${location.origin}/v1/Workspaces${place ? `/${place.sid}/${path}` : ""}`;
  const given = place ? example : "FriendlyName=Support";
  return html`<div class="nothing">
    <p>${made} A request makes the first, or <code class="mono">mocktr serve --seed support</code>.</p>
    <code class="mono">curl -u ACxxx:token ${url} -d ${given}</code>
  </div>`;
}
