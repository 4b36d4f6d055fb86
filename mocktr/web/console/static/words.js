// What things are called on the page.

/** What kind of record a SID is of, by its prefix. */
const KINDS = /** @type {Record<string, string>} */ ({
  WT: "Task",
  WK: "Worker",
  WQ: "Queue",
  WW: "Workflow",
  WR: "Reservation",
  WS: "Workspace",
  WA: "Activity",
  TC: "Task channel",
  AC: "Account",
  EV: "Event",
  CA: "Call",
});

/** What a timer does when it is due, by its name; `{it}` is what it was set for. */
const TIMERS = /** @type {Record<string, string>} */ ({
  "reservation.timeout": "the offer {it} times out",
  "task.target-timeout": "the step of {it} ends",
  "task.ttl": "{it} is canceled, its time to live is over",
  "task.assigned-limit": "{it} is canceled, it was assigned for too long",
  "task.removal": "{it} is removed",
  "task.reoffer": "{it} may be offered again",
  "behavior.accept": "the offer {it} is accepted",
  "behavior.reject": "the offer {it} is rejected",
  "behavior.wrap-up": "wrap-up of {it} begins",
  "behavior.complete": "{it} is completed",
  "behavior.return": "{it} comes back",
  "line.pause": "the call {it} goes on",
  "line.keys": "the call {it} waits for keys no longer",
  "line.message": "the message on {it} ends",
  "line.patience": "the caller of {it} hangs up",
  "line.talk": "the call {it} ends",
  "line.ring": "{it} has rung long enough",
  "line.music": "{it} is asked for music again",
});

/**
 * `…04f`: the number of creation in a SID, as far as it tells records apart.
 * @param {string} sid
 */
export function short(sid) {
  const digits = sid.slice(-12).replace(/^0+/, "");
  return `…${digits.slice(-6).padStart(3, "0")}`;
}

/** @param {string} sid */
export const kindOf = (sid) => KINDS[sid.slice(0, 2)] ?? "Record";

/**
 * `1 task`, `3 tasks`.
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/**
 * What a timer will do.
 * @param {{name: string, sid: string, what?: string}} timer
 * @param {(sid: string) => string} name
 */
export function timerWords(timer, name) {
  if (timer.what) return timer.what;
  return (TIMERS[timer.name] ?? `${timer.name} of {it}`).replace("{it}", name(timer.sid));
}

/**
 * A value as a workflow's author writes it.
 * @param {unknown} value
 */
export const literal = (value) => JSON.stringify(value) ?? "nothing";

/**
 * The attributes of a record, which are JSON as text; null where that can't be read.
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
export function attributesOf(text) {
  try {
    const read = JSON.parse(text);
    return read !== null && typeof read === "object" && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

/**
 * A sentence with a capital.
 * @param {string} text
 */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
