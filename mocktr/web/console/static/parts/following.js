// What happens next, each with a button that goes there.
import { html } from "../vendor/preact.js";
import { now } from "../clock.js";
import { maySteer } from "../steering.js";
import { isManual, stepTo } from "../steps.js";
import { fromNow, moment, retold } from "../time.js";

/** @param {{next: {at: string, what: string}[]}} props */
export function Following({ next }) {
  if (next.length === 0) return html`<p class="muted">Nothing is due.</p>`;
  return html`<ol class="following">
    ${next.map(({ at, what }) => {
      const due = Date.parse(at);
      return html`<li key=${at + what}>
        <time>${moment(due, now.value)}</time><span>${retold(what, now.value)}</span>
        <em class="figures">${fromNow(due, now.value)}</em>
        <button
          class="button small"
          disabled=${!maySteer || !isManual()}
          aria-label=${`Go to ${moment(due, now.value)}: ${what}`}
          onClick=${() => stepTo(due)}
        >
          Go
        </button>
      </li>`;
    })}
  </ol>`;
}
