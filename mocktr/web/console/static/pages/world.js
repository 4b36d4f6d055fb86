// The world as a whole: who has one, how it is kept, what came of it, and what serves it.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { head } from "../store.js";
import { Choice } from "../parts/controls.js";
import { Accounts } from "./world_accounts.js";
import { Alerts } from "./world_alerts.js";
import { Calls } from "./world_calls.js";
import { Files } from "./world_files.js";
import { Server } from "./world_server.js";
import { Sessions } from "./world_sessions.js";
import { Snapshots } from "./world_snapshots.js";

const VIEWS = /** @type {Record<string, () => unknown>} */ ({
  "": Kept,
  alerts: Alerts,
  calls: Calls,
  sessions: Sessions,
  server: Server,
});

export default function World() {
  const counts = head.value?.counts;
  const view = VIEWS[address.value.options.view ?? ""] ? (address.value.options.view ?? "") : "";
  const options = /** @type {[string, string][]} */ ([
    ["", "World"],
    ["alerts", named("Alerts", counts?.alerts)],
    ["calls", named("Calls", counts?.dialled)],
    ["sessions", named("Agents' pages", counts?.sessions)],
    ["server", "Server"],
  ]);
  return html`<div class="views">
      <${Choice}
        label="View"
        options=${options}
        value=${view}
        set=${(/** @type {string} */ to) => go({ options: { view: to, alert: "" } })}
      />
    </div>
    <${VIEWS[view]} />`;
}

function Kept() {
  return html`<div class="fitted">
    <div class="halves">
      <div class="stack">
        <${Accounts} />
        <${Snapshots} />
      </div>
      <${Files} />
    </div>
  </div>`;
}

/**
 * @param {string} title
 * @param {number | undefined} count
 */
const named = (title, count) => (count ? `${title} ${count.toLocaleString("en")}` : title);
