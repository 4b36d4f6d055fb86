// The accounts that were met.
import { html, useEffect, useSignal } from "../vendor/preact.js";
import { hrefOf } from "../address.js";
import { useAnswer } from "../api.js";
import { maySteer, perform } from "../steering.js";
import { head } from "../store.js";
import { moment, spanOf } from "../time.js";
import { CopyAs } from "../parts/copy_as.js";
import { Icon } from "../parts/icon.js";
import { askSure } from "../parts/sure.js";

/**
 * @typedef {object} Row
 * @property {string} account_sid
 * @property {{mode: string, now_ms: number}} clock
 * @property {string} routing
 * @property {number} workspaces
 * @property {number} workers
 * @property {number} tasks
 * @property {number} events
 * @property {number} alerts
 * @property {number} journal
 * @property {{wall: number, method: string, path: string} | null} last_request
 * @property {boolean} listed
 */

const AGAIN_MS = 2000;
const LOOKING = { name: "accounts", method: "GET", path: "accounts" };

export function Accounts() {
  const ticks = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => ticks.value++, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const { value, error } = useAnswer("accounts", {}, [ticks.value, head.value?.revision]);
  const rows = /** @type {Row[]} */ (value?.accounts ?? []);
  return html`<section class="panel" aria-label="Accounts">
    <header class="toolbar">
      <h2>Accounts</h2>
      <span class="hint"
        >${value?.shares_world ? "all work in one world" : "each has a world of its own"}</span
      >
      <span class="grow"></span>
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      value && rows.length === 0
        ? html`<p class="nothing">
            No account has asked for anything yet; each is made when it first does.${" "}<code>curl -u AC${"0".repeat(31)}1:token ${location.origin}/v1/Workspaces</code>
          </p>`
        : html`<div class="scroll-box" tabindex="0" role="region" aria-label="Those met so far">
            <table class="sheet" aria-label="Accounts">
              <thead>
                <tr>
                  <th>Account</th>
                  <th>Clock</th>
                  <th>Routing</th>
                  <th class="number">Workers</th>
                  <th class="number">Tasks</th>
                  <th class="number">Events</th>
                  <th class="number">Journal</th>
                  <th class="number">Alerts</th>
                  <th>Last request</th>
                  <th><span class="aside">Forget</span></th>
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => html`<${Account} key=${row.account_sid} row=${row} alone=${rows.length === 1 || value.shares_world} />`)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** @param {{row: Row, alone: boolean}} props */
function Account({ row, alone }) {
  const sid = row.account_sid;
  const shown = sid === head.value?.account_sid;
  const last = row.last_request;
  return html`<tr class=${shown ? "chosen" : ""}>
    <td class="nowrap" title=${sid}>
      <a class="mono" href=${hrefOf({ account: sid })} aria-current=${shown ? "true" : undefined}
        >${sid.slice(0, 2)}…${sid.slice(-4)}</a
      >
      ${row.listed && html`${" "}<span class="muted">of the seed</span>`}
    </td>
    <td class="nowrap figures">
      ${moment(row.clock.now_ms, row.clock.now_ms)}${" "}<span class="muted">${row.clock.mode}</span>
    </td>
    <td>${row.routing === "auto" ? "auto" : "held"}</td>
    <td class="number">${figure(row.workers)}</td>
    <td class="number">${figure(row.tasks)}</td>
    <td class="number">${figure(row.events)}</td>
    <td class="number">${figure(row.journal)}</td>
    <td class="number">${row.alerts ? html`<b class="bad-figure">${figure(row.alerts)}</b>` : 0}</td>
    <td class="cut wide" title=${last ? `${last.method} ${last.path}` : ""}>
      ${last ? `${spanOf(Math.max(Date.now() - last.wall * 1000, 0))} ago` : html`<span class="muted">none</span>`}
    </td>
    <td class="deed">
      ${
        maySteer &&
        !alone &&
        !shown &&
        html`<button
          class="button bare"
          title="Forget"
          aria-label=${`Forget account ${sid}`}
          onClick=${() => forget(sid)}
        >
          <${Icon} name="close" />
        </button>`
      }
    </td>
  </tr>`;
}

/** @param {number} number */
const figure = (number) => number.toLocaleString("en");

/** @param {string} sid */
const forget = (sid) =>
  askSure({
    title: "Forget the account",
    text: `The world, journal, faults and snapshots of ${sid} are let go of.`,
    word: "forget",
    run: () =>
      perform({
        does: { name: "forget-account", method: "DELETE", path: `accounts/${sid}`, places: [sid] },
        said: `Forgot ${sid}`,
      }),
  });
