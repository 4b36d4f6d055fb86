// The requests and callbacks that name a record.
import { html } from "../vendor/preact.js";
import { go, hrefOf } from "../address.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { ending } from "../entries.js";
import { journal } from "../feed.js";
import { PAGES } from "../pages.js";
import { moment } from "../time.js";
import { counted } from "../words.js";

const MOST = 8;
const TRAFFIC = "traffic";
const hasTraffic = PAGES.some((one) => one.name === TRAFFIC);

/** @param {{sid: string}} props */
export function Related({ sid }) {
  const values = { text: sid, limit: MOST };
  const { value, loading } = useAnswer("journal", values, [journal.value]);
  if (loading || !value) return null;
  const entries = value.entries.toReversed();
  const show = () => go({ page: TRAFFIC, options: { text: sid } });
  return html`<h3>
      Traffic about it
      <span>${value.more ? `the last ${MOST}` : counted(entries.length, "entry", "entries")}</span>
      <i class="grow"></i>
      ${hasTraffic && html`<button class="link" onClick=${show}>all</button>`}
    </h3>
    ${
      entries.length === 0
        ? html`<p class="muted">No request and no callback was about it, as far as the journal still tells.</p>`
        : html`<table class="related">
          <tbody>
            ${entries.map((/** @type {any} */ one) => html`<${Row} key=${one.number} entry=${one} />`)}
          </tbody>
        </table>`
    }`;
}

/**
 * A request or a callback by its number in the journal.
 * @param {{number: number}} props
 */
export function Entry({ number }) {
  if (!hasTraffic) return html`#${number}`;
  const options = { entry: String(number) };
  return html`<a href=${hrefOf({ page: TRAFFIC, options })}>#${number}</a>`;
}

/** @param {{entry: any}} props */
function Row({ entry }) {
  const out = entry.kind !== "request";
  const what = out ? `${entry.kind} → ${entry.url}` : `${entry.method} ${ending(entry.path)}`;
  const good = entry.status !== null && entry.status < 400;
  return html`<tr title=${entry.message ?? what}>
    <td class="number"><${Entry} number=${entry.number} /></td>
    <td class="at figures">${moment(Date.parse(entry.date), now.value)}</td>
    <td class=${`way${out ? " out" : ""}`}>${out ? "out" : "in"}</td>
    <td>${what}</td>
    <td class=${`status-code${good ? "" : " bad"}`}>${entry.status ?? "–"}</td>
  </tr>`;
}
