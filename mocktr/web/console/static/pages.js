// The pages: each is one module, named here and nowhere else.

/**
 * @typedef {object} Page
 * @property {string} name in the address
 * @property {string} title
 * @property {string} key what follows `g`
 * @property {string} icon a name of parts/icon.js
 * @property {() => Promise<{default: any}>} load its module, whose default export is the component
 * @property {(known: import("./store.js").Head) => {text: string, alarming?: boolean} | null} [badge]
 * @property {boolean} [last] whether it stands at the foot of the list of pages
 */

/** @type {Page[]} */
export const PAGES = [
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
  },
  {
    name: "playground",
    title: "Playground",
    key: "p",
    icon: "playground",
    load: () => import("./pages/playground.js"),
  },
  {
    name: "faults",
    title: "Faults",
    key: "f",
    icon: "faults",
    load: () => import("./pages/faults.js"),
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
    last: true,
  },
];
