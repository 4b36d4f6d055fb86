// The pages of agents that are connected.
import { html } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { maySteer, perform } from "../steering.js";
import { head } from "../store.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Icon } from "../parts/icon.js";

const LOOKING = { name: "sessions", method: "GET", path: "sessions" };

export function Sessions() {
  const moves = [head.value?.position, head.value?.counts.sessions];
  const { value, error } = useAnswer("sessions", {}, moves);
  const all = /** @type {any[]} */ (value?.sessions ?? []);
  return html`<section class="panel filling" aria-label="Agents' pages">
    <header class="toolbar">
      <h2>Agents' pages</h2>
      <span class="hint">connected to the event bridge by the worker SDK</span>
      <span class="grow"></span>
      <${CopyAs} does=${LOOKING} side="to-left" />
    </header>
    ${error && html`<p class="nothing" role="alert">${error}</p>`}
    ${
      value && all.length === 0
        ? html`<p class="nothing">
            No page is connected. One needs a token of its worker:${" "}<code>mocktr ctl worker-token NAME</code>
          </p>`
        : html`<div class="scroll-box" tabindex="0" role="region" aria-label="Those connected">
            <table class="sheet" aria-label="Sessions">
              <thead>
                <tr>
                  <th>No.</th>
                  <th>Whose</th>
                  <th>Role</th>
                  <th>SDK</th>
                  <th>Since</th>
                  <th>Token until</th>
                  <th class="number">Events sent</th>
                  <th><span class="aside">Disconnect</span></th>
                </tr>
              </thead>
              <tbody>
                ${all.map((one) => html`<${Row} key=${one.number} session=${one} />`)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** @param {{session: any}} props */
const Row = ({ session }) =>
  html`<tr>
    <td class="figures muted">${session.number}</td>
    <td><${Sid} sid=${session.channel_sid} name=${session.worker_name} /></td>
    <td>${session.role ?? ""}</td>
    <td>${session.sdk_version ?? session.sdk}</td>
    <td class="figures nowrap">${session.connected}</td>
    <td class="figures nowrap">${session.token_expires}</td>
    <td class="number">${session.events_sent}</td>
    <td class="deed">
      ${
        maySteer &&
        html`<button
          class="button bare"
          title="Disconnect"
          aria-label=${`Disconnect session ${session.number}`}
          onClick=${() => cut(session.number)}
        >
          <${Icon} name="close" />
        </button>`
      }
    </td>
  </tr>`;

/** @param {number} number */
const cut = (number) =>
  perform({
    does: {
      name: "disconnect",
      method: "DELETE",
      path: `sessions/${number}`,
      places: [String(number)],
    },
    said: `Cut the connection of session ${number}`,
  });
