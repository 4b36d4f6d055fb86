// A queue as a line of tasks: first in line on the left, offers at the end.
import { html } from "../vendor/preact.js";
import { address, open } from "../address.js";
import { wanted } from "../filter.js";
import { counted } from "../words.js";
import { Chip } from "./chip.js";
import { rove } from "./roving.js";
import { Sid } from "./sid.js";

/** @typedef {import("../store.js").Line} Line */

export const LANE_PX = 47;

const MOST_CHIPS = 50;
const OF_OFFERS = 0.4;

/** @param {{line: Line, room: number}} props `room`: how many chips fit */
export function Lane({ line, room }) {
  const { queue } = line;
  const chosen = address.value.options.sid === queue.sid;
  return html`<div class=${`lane${chosen ? " chosen" : ""}`}>
    <${Head} line=${line} />
    <${Chips} line=${line} room=${room} />
  </div>`;
}

/** @param {{line: Line}} props */
function Head({ line: { queue, count, members, free } }) {
  return html`<div class="lane-head">
    <div>
      <span class="cut"><${Sid} sid=${queue.sid} name=${queue.name} /></span>
      ${
        count > 0 &&
        html`<span class="waiting-count" title=${`${count} waiting`}>${count.toLocaleString("en")}</span>`
      }
      <span class="grow"></span>
      <span class=${`free-count${free ? " some" : ""}`}>
        <i class=${`dot ${free ? "free" : "none"}`}></i>${free} of ${members}<span class="word">${" "}free</span>
      </span>
    </div>
    <span class="expression mono cut" title=${queue.target_workers}>${queue.target_workers}</span>
  </div>`;
}

/** @param {Props} props @typedef {{line: Line, room: number}} Props */
function Chips({ line, room }) {
  const waiting = line.waiting.filter(wanted.value);
  const offered = line.offered.filter(wanted.value);
  const all = Math.min(room, MOST_CHIPS);
  const forOffers = Math.min(
    offered.length,
    Math.max(Math.ceil(all * OF_OFFERS), all - waiting.length),
  );
  const shownWaiting = waiting.slice(0, Math.max(all - forOffers, 1));
  const shownOffers = offered.slice(0, forOffers);
  const isFiltered = waiting.length < line.waiting.length;
  const hidden = (isFiltered ? waiting.length : line.count) - shownWaiting.length;
  const hiddenOffers = offered.length - shownOffers.length;
  const more = () => open(line.queue.sid);
  return html`<div class="line" onKeyDown=${rove}>
    ${shownWaiting.map(
      (task, index) => html`<${Chip} key=${task.sid} task=${task} first=${index === 0} />`,
    )}
    ${hidden > 0 && html`<${More} count=${hidden} what="more who wait" open=${more} />`}
    ${shownOffers.map(
      (task, index) =>
        html`<${Chip} key=${task.sid} task=${task} first=${index === 0 && !shownWaiting.length} />`,
    )}
    ${hiddenOffers > 0 && html`<${More} count=${hiddenOffers} what="more offers" open=${more} />`}
    ${
      waiting.length + offered.length === 0 &&
      html`<span class="empty">${line.count ? "none of those who wait" : "nobody waits"}</span>`
    }
    <span class="grow"></span>
    ${line.inHand > 0 && html`<span class="in-hand" title=${`${counted(line.inHand, "task")} assigned or wrapping`}>${line.inHand} in hand</span>`}
  </div>`;
}

/** @param {{count: number, what: string, open: () => void}} props */
const More = ({ count, what, open: run }) =>
  html`<button class="chip-more stop" tabindex="-1" aria-label=${`${count} ${what}`} onClick=${run}>
    +${count.toLocaleString("en")}
  </button>`;
