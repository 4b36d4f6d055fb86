// The doorbell: a stream that says that something has changed, one for all tabs of a browser.
import { headersOf, reached, ROOT, Unreachable } from "./api.js";
import { token } from "./address.js";

/**
 * @typedef {object} Ring
 * @property {string} account
 * @property {number} epoch
 * @property {number} events
 * @property {number} journal
 * @property {number} revision
 * @property {number} now_ms
 * @property {"manual" | "real"} clock
 * @property {"auto" | "manual"} routing
 * @property {number} line
 * @property {number} sessions
 * @property {number} in_flight
 *
 * @typedef {object} Hearing
 * @property {(ring: Ring) => void} rung
 * @property {() => void} opened the stream is there
 * @property {(why: "lost" | "unserved" | "locked") => void} broken
 */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
/** A server that has no streams has none until it is another. */
const UNSERVED_PAUSE_MS = 60_000;

/**
 * Listen for good: by a stream of this tab's own where it leads, else by what the leading tab tells.
 * @param {Hearing} hearing
 */
export function listen(hearing) {
  if (!navigator.locks) return void listenWhileVisible(hearing);
  const channel = new BroadcastChannel("mocktr-bell");
  channel.onmessage = ({ data }) => tell(hearing, data);
  /** @param {{ring?: Ring, state?: "opened" | "lost" | "unserved" | "locked"}} said */
  const toAll = (said) => {
    tell(hearing, said);
    channel.postMessage(said);
  };
  const leading = { last: /** @type {any} */ (null) };
  void navigator.locks.request(`mocktr-bell ${ROOT.href}`, () => {
    channel.onmessage = ({ data }) => {
      if (data.joined && leading.last) channel.postMessage(leading.last);
    };
    return follow((said) => {
      if (!said.ring) leading.last = said;
      toAll(said);
    });
  });
  // Whoever comes later hears how it stands.
  channel.postMessage({ joined: true });
}

/**
 * @param {Hearing} hearing
 * @param {{ring?: Ring, state?: "opened" | "lost" | "unserved" | "locked"}} said
 */
function tell(hearing, said) {
  if (said.ring) hearing.rung(said.ring);
  else if (said.state === "opened") hearing.opened();
  else if (said.state) hearing.broken(said.state);
}

/**
 * Without a secure context there are no locks, and a browser has few connections to one server.
 * @param {Hearing} hearing
 */
async function listenWhileVisible(hearing) {
  for (;;) {
    if (document.hidden) await shown();
    const stop = new AbortController();
    const leave = () => document.hidden && stop.abort();
    document.addEventListener("visibilitychange", leave);
    await follow((said) => tell(hearing, said), stop.signal);
    document.removeEventListener("visibilitychange", leave);
  }
}

const shown = () =>
  new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));

/**
 * Read the stream, and again after each end; ends itself when told to, or where there is none.
 * @param {(said: any) => void} say
 * @param {AbortSignal} [signal]
 */
async function follow(say, signal) {
  let pause = FIRST_PAUSE_MS;
  while (!signal?.aborted) {
    const why = await once(say, signal, () => (pause = FIRST_PAUSE_MS));
    if (signal?.aborted) return;
    say({ state: why });
    await new Promise((done) => setTimeout(done, why === "lost" ? pause : UNSERVED_PAUSE_MS));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}

/**
 * Read the stream until it ends; answers why it did.
 * @param {(said: any) => void} say
 * @param {AbortSignal | undefined} signal
 * @param {() => void} worked
 * @returns {Promise<"lost" | "unserved" | "locked">}
 */
async function once(say, signal, worked) {
  try {
    const url = new URL("changes/stream", ROOT);
    const response = await reached(url, {
      headers: headersOf(null),
      signal,
      cache: "no-store",
    });
    if (response.status === 401) return await unlocked();
    if (!response.ok || !response.body) return "unserved";
    worked();
    say({ state: "opened" });
    for await (const ring of rings(response.body)) say({ ring });
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof TypeError)) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  return "lost";
}

/** Wait for another token than the one that was refused. */
async function unlocked() {
  const refused = token.peek();
  let stop = () => {};
  await new Promise((done) => {
    stop = token.subscribe((value) => value !== refused && done(null));
  });
  stop();
  return /** @type {const} */ ("lost");
}

/**
 * The messages of a stream; comments are left out.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<Ring>}
 */
async function* rings(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const messages = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message);
      if (data) yield JSON.parse(data[1]);
    }
  }
}
