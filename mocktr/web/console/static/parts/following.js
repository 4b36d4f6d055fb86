// What happens next, each with a button that goes there.
import { html } from "../vendor/preact.js";
import { isManual, now, stepTo } from "../clock.js";
import { maySteer } from "../steering.js";
import { fromNow, moment, retold } from "../time.js";
import { short } from "../words.js";
import { Sid } from "./controls.js";

/**
 * @param {{next: {at: string, what: string, task_sid?: string}[], isSupposed?: boolean}} props
 *   `task_sid`: of whom it is told; `isSupposed`: whether it would happen only if something were otherwise
 */
export function Following({ next, isSupposed = false }) {
  if (next.length === 0) return html`<p class="muted">Nothing is due.</p>`;
  return html`<ol class="following">
    ${next.map(({ at, what, task_sid: sid }) => {
      const due = Date.parse(at);
      return html`<li key=${at + what + sid}>
        <time>${moment(due, now.value)}</time><span>${sid && html`<${Sid} sid=${sid} name=${short(sid)} />${" "}`}${retold(what, now.value)}</span>
        <em class="figures">${fromNow(due, now.value)}</em>
        ${
          !isSupposed &&
          html`<button
            class="button small"
            disabled=${!maySteer || !isManual()}
            aria-label=${`Go to ${moment(due, now.value)}: ${what}`}
            onClick=${() => stepTo(due)}
          >
            Go
          </button>`
        }
      </li>`;
    })}
  </ol>`;
}
