// What the inspector shows of each kind of record, by the prefix of its SID.

/** @type {Record<string, () => Promise<{default: any}>>} */
export const INSPECTORS = {
  WT: () => import("./parts/inspect_task.js"),
  WK: () => import("./parts/inspect_worker.js"),
  WQ: () => import("./parts/inspect_queue.js"),
  WW: () => import("./parts/inspect_workflow.js"),
};
