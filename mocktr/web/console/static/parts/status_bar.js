// The line at the foot: which server, and how much there is.
import { html } from "../vendor/preact.js";
import { ROOT } from "../api.js";
import { link } from "../feed.js";
import { about, head, leftOff } from "../store.js";
import { counted } from "../words.js";

const DOTS = { waiting: "waiting", live: "live", polling: "live", lost: "bad" };

export function StatusBar() {
  const known = head.value;
  const said = about.value;
  const counts = known?.counts;
  return html`<footer class="status">
    <span><i class=${`dot ${DOTS[link.value.how]}`}></i>${ROOT.origin}</span>
    ${
      said &&
      html`<span>mocktr ${said.version}</span>
      <span class="cut">seed ${said.seeds.length ? said.seeds.join(", ") : "none"}</span>`
    }
    ${
      counts &&
      html`<span class="mono figures">
      ${counted(counts.events, "event")} · ${counted(counts.tasks, "task")}
    </span>`
    }
    ${leftOff.value > 0 && html`<span>${counted(leftOff.value, "task")} not shown</span>`}
    <span class="grow"></span>
    ${counts && counts.sessions > 0 && html`<span>${counted(counts.sessions, "agent session")}</span>`}
    ${counts && counts.calls > 0 && html`<span>${counted(counts.calls, "call")}</span>`}
    ${counts && counts.snapshots > 0 && html`<span>${counted(counts.snapshots, "snapshot")}</span>`}
  </footer>`;
}
