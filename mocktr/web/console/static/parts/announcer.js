// What changed, for those who listen to the page: one quiet sentence now and then.
import { html, useEffect, useRef, useSignal } from "../vendor/preact.js";
import { useSeldom } from "../seldom.js";
import { head } from "../store.js";
import { counted } from "../words.js";

const PAUSE_MS = 5000;

export function Announcer() {
  const said = useSignal("");
  const events = useSeldom(head.value?.counts.events ?? 0, PAUSE_MS);
  const before = useRef(events);
  useEffect(() => {
    const count = events - before.current;
    const isFirst = before.current === 0;
    before.current = events;
    if (!isFirst && count !== 0) said.value = count > 0 ? counted(count, "event") : "another world";
  }, [events]);
  return html`<p class="aside" role="status" aria-label="What is new">${said.value}</p>`;
}
