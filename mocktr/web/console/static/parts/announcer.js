// What changed, for those who listen to the page: one quiet sentence now and then.
import { html, useEffect, useRef, useSignal } from "../vendor/preact.js";
import { head } from "../store.js";
import { counted } from "../words.js";

const LEAST_PAUSE_MS = 5000;

export function Announcer() {
  const said = useSignal("");
  const told = useRef(/** @type {number | null} */ (null));
  const events = head.value?.counts.events ?? null;
  useEffect(() => {
    if (events === null) return undefined;
    told.current ??= events;
    if (told.current === events) return undefined;
    const timer = setTimeout(() => {
      const count = events - (told.current ?? events);
      told.current = events;
      said.value = count > 0 ? counted(count, "event") : "another world";
    }, LEAST_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [events]);
  return html`<p class="aside" role="status" aria-label="What is new">${said.value}</p>`;
}
