// The pages of agents that are connected, by the worker whose they are.
import { useAnswer } from "./answers.js";
import { useSeldom } from "./seldom.js";
import { head } from "./store.js";

/**
 * @typedef {object} Session
 * @property {number} number
 * @property {string} channel_sid
 * @property {string} sdk
 * @property {string | null} sdk_version
 * @property {string} connected
 * @property {number} events_sent
 */

const PAUSE_MS = 2000;

/** @returns {Map<string, Session[]>} */
export function useSessions() {
  const moved = useSeldom(head.value?.position, PAUSE_MS);
  const { value } = useAnswer("sessions", {}, [moved]);
  return Map.groupBy(value?.sessions ?? [], (/** @type {Session} */ one) => one.channel_sid);
}
