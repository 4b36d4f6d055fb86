// The pages: each is one module, named here and nowhere else.
import { isReport } from "./api.js";

/**
 * @typedef {object} Page
 * @property {string} name in the address
 * @property {string} title
 * @property {string} key what follows `g`
 * @property {string} icon a name of parts/icon.js
 * @property {() => Promise<{default: any}>} load its module, whose default export is the component
 * @property {(known: import("./store.js").Head) => {text: string, alarming?: boolean} | null} [badge]
 * @property {boolean} [live] whether it is about what can be asked and done, and so in no report
 * @property {boolean} [last] whether it stands at the foot of the list of pages
 */

/** @type {Page[]} */
const ALL = [
  {
    name: "board",
    title: "Board",
    key: "b",
    icon: "board",
    load: () => import("./pages/board.js"),
  },
  {
    name: "timeline",
    title: "Timeline",
    key: "t",
    icon: "timeline",
    load: () => import("./pages/timeline.js"),
  },
  {
    name: "events",
    title: "Events",
    key: "e",
    icon: "events",
    badge: ({ counts }) => ({ text: counts.events.toLocaleString("en") }),
    load: () => import("./pages/events.js"),
  },
  {
    name: "traffic",
    title: "Traffic",
    key: "r",
    icon: "traffic",
    load: () => import("./pages/traffic.js"),
    // Each callback that failed, and each instruction that could not be obeyed, is an alert.
    badge: ({ counts }) => (counts.alerts ? { text: `${counts.alerts}`, alarming: true } : null),
  },
  {
    name: "playground",
    title: "Playground",
    key: "p",
    icon: "playground",
    load: () => import("./pages/playground.js"),
    live: true,
  },
  {
    name: "faults",
    title: "Faults",
    key: "f",
    icon: "faults",
    load: () => import("./pages/faults.js"),
    live: true,
    badge: ({ counts }) => (counts.faults ? { text: `${counts.faults}`, alarming: true } : null),
  },
  {
    name: "coverage",
    title: "Coverage",
    key: "c",
    icon: "coverage",
    load: () => import("./pages/coverage.js"),
  },
  {
    name: "world",
    title: "World",
    key: "w",
    icon: "world",
    load: () => import("./pages/world.js"),
    live: true,
    last: true,
  },
];

/** Those that there are on this page. */
export const PAGES = ALL.filter((one) => !(one.live && isReport));
