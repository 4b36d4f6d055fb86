// Icons, as lines in a square of 16.
import { html } from "../vendor/preact.js";

const PATHS = /** @type {Record<string, string>} */ ({
  board: "M2.5 4h11M2.5 8h7M2.5 12h9.5",
  timeline: "M2.5 2.5v11h11M5 6.3h4M6.5 9h5.5M9 11.5h3",
  events: "M8 2.5v3M8 10.5v3M2.5 8h3M10.5 8h3M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  traffic: "M2.5 5.5h9.5L9.6 3.1M13.5 10.5H4l2.4 2.4",
  playground: "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5l3.5 3.5-3.5 3.5",
  faults: "M8 2.2 1.8 13.4h12.4zM8 6.6v3M8 11.4v.5",
  coverage: "M8 2.5A5.5 5.5 0 1 0 13.5 8H8z",
  world:
    "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M2.5 8h11M8 2.5c3.2 3.2 3.2 7.8 0 11M8 2.5c-3.2 3.2-3.2 7.8 0 11",
  help: "M6.3 6.2a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.9.7-.9 1.3M8 11.2v.3M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11",
  undo: "M6 3 3 6l3 3M3.3 6H9a3.5 3.5 0 1 1 0 7H6.5",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4M10.2 10.2l3.3 3.3",
  filter: "M2.5 3.5h11L9.4 8.4v4.1l-2.8-1.4V8.4z",
  close: "m4 4 8 8M12 4l-8 8",
  back: "m9.5 3.5-4.5 4.5 4.5 4.5",
  copy: "M5.5 5.5h7.5V13H5.5zM10.5 3h-6A1.5 1.5 0 0 0 3 4.5v6",
  code: "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5l3.5 3.5-3.5 3.5",
  plus: "M8 3.5v9M3.5 8h9",
  check: "m3.5 8.3 2.9 2.9 6-6.4",
  cross: "m4.5 4.5 7 7M11.5 4.5l-7 7",
  clock: "M8 4.2V8l2.6 1.8M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11",
  page: "M2.5 3.5h11v9h-11zM2.5 6.3h11M4.3 4.9h.1",
  person: "M8 3a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 0 0 8 3M3.5 13c.5-2.3 2.3-3.5 4.5-3.5s4 1.2 4.5 3.5",
});

const FILLED = /** @type {Record<string, string>} */ ({
  play: "M5 3.2v9.6L12.6 8z",
  stop: "M4.5 4h2.5v8H4.5zM9 4h2.5v8H9z",
  theme: "M8 2.8v10.4A5.2 5.2 0 0 0 8 2.8z",
  voice:
    "M3.6 2.8c-.6.4-1 1-.9 2 .5 4.6 3.9 8 8.5 8.5 1 .1 1.6-.3 2-.9.3-.5.2-1.1-.3-1.4l-1.9-1.2c-.5-.3-1-.2-1.3.2l-.6.7c-1.2-.6-2.2-1.6-2.8-2.8l.7-.6c.4-.3.5-.8.2-1.3L6 3.1c-.3-.5-.9-.6-1.4-.3z",
  chat: "M3 4h10v6.5H7.5L5 12.8v-2.3H3z",
  sms: "M3 4h10v6.5H7.5L5 12.8v-2.3H3z",
  email: "M2.5 4h11L8 8.6zM2.5 5.6V12h11V5.6L8 10.2z",
  video: "M2.5 4.5h7v7h-7zM10.3 7.3l3.2-2.3v6l-3.2-2.3z",
  other: "M4 4h8v8H4z",
});

/** @param {{name: string}} props */
export function Icon({ name }) {
  const path = FILLED[name] ?? PATHS[name];
  const circle = name === "theme" && html`<circle cx="8" cy="8" r="5.2" />`;
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    ${circle}<path class=${name in FILLED ? "filled" : undefined} d=${path} />
  </svg>`;
}

/**
 * The icon of a task channel.
 * @param {{channel: string}} props
 */
export const ChannelIcon = ({ channel }) =>
  html`<${Icon} name=${channel in FILLED ? channel : "other"} />`;
