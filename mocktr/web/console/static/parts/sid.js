// What a record is called, as a link that opens it in the inspector.
import { html } from "../vendor/preact.js";
import { go, hrefOf } from "../address.js";
import { nameOf } from "../store.js";
import { kindOf, short } from "../words.js";

/**
 * @param {{sid: string | null | undefined, name?: string | null}} props the name, where it is known
 */
export function Sid({ sid, name }) {
  if (!sid) return null;
  const called = name ?? nameOf(sid);
  const change = { options: { sid } };
  return html`<a
    class=${called ? undefined : "mono"}
    href=${hrefOf(change)}
    title=${`${kindOf(sid)} ${sid}`}
    onClick=${(/** @type {MouseEvent} */ event) => opened(event, change)}
    >${called ?? short(sid)}</a
  >`;
}

/**
 * With a modifier the browser opens a tab, as it does for any link.
 * @param {MouseEvent} event
 * @param {{options: Record<string, string>}} change
 */
function opened(event, change) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  go(change);
}
