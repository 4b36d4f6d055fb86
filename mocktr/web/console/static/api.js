// The admin API: one function that asks, what can go wrong, and answers that are kept as new as the
// world while a part is shown.
import { signal, useEffect, useRef, useSignal } from "./vendor/preact.js";
import { address, token } from "./address.js";

/** Whether the page shows what a report holds, and asks no server. */
export const isReport = document.documentElement.dataset.console === "report";

/** Where the admin API is, whatever the page's own path is. */
export const ROOT = new URL("../../", isReport ? location.href : import.meta.url);

/** Whether the server wants a token that the page has not, or another one. */
export const locked = signal(false);

/** What the server answered, and not what was wanted. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{message?: string, position?: number, excerpt?: string}} body
   */
  constructor(status, body) {
    super(body.message ?? `the server answered ${status}`);
    this.status = status;
    this.position = body.position;
    this.excerpt = body.excerpt;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

/**
 * The headers of every request: who asks, and whose world is meant.
 * @param {string | null} account a SID; null for the server as a whole
 */
export function headersOf(account) {
  const headers = new Headers();
  if (token.value) headers.set("X-Mocktr-Token", token.value);
  if (account) headers.set("X-Mocktr-Account", account);
  return headers;
}

/**
 * Ask the admin API, of the account that is shown unless told; arguments of "" or undefined are
 * left out. Throws Refusal and Unreachable.
 * @param {string} method
 * @param {string} path below `/mocktr/`
 * @param {Record<string, unknown>} [values]
 * @param {string | null} [account]
 * @returns {Promise<any>}
 */
export async function ask(method, path, values = {}, account = address.value.account) {
  if (isReport) return (await import("./archive.js")).recall(method, path, values);
  const url = new URL(path, ROOT);
  const headers = headersOf(account);
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  let body;
  if (method === "GET") {
    for (const [name, value] of given) url.searchParams.set(name, String(value));
  } else {
    headers.set("Content-Type", "application/json");
    body = JSON.stringify(Object.fromEntries(given));
  }
  return answered(await reached(url, { method, headers, body, cache: "no-store" }));
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} [values]
 */
export const look = (path, values) => ask("GET", path, values);

/**
 * A response of the server; throws Unreachable.
 * @param {URL} url
 * @param {RequestInit} how
 */
export async function reached(url, how) {
  try {
    return await fetch(url, how);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable("the server does not answer");
  }
}

/** @param {Response} response */
async function answered(response) {
  const text = await response.text();
  const body = readBody(text);
  if (response.status === 401) locked.value = true;
  if (!response.ok) throw new Refusal(response.status, body ?? {});
  locked.value = false;
  return body;
}

/** @param {string} text */
function readBody(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const LEAST_PAUSE_MS = 250;

/**
 * The answer to a question, asked again whenever one of `moves` is another: one request at a time.
 * While a new one is on its way, `value` is the last one; another path or other values begin anew.
 * @param {string | null} path below `/mocktr/`; null asks nothing
 * @param {Record<string, unknown>} values
 * @param {unknown[]} moves such as the position of the board
 * @returns {{value: any, error: string | null, loading: boolean}}
 */
export function useAnswer(path, values, moves) {
  const key = JSON.stringify([path, values]);
  const state = useSignal({
    key: "",
    value: /** @type {any} */ (null),
    error: /** @type {string | null} */ (null),
  });
  const asking = useRef({ key, busy: false, again: false });
  asking.current.key = key;
  const refresh = async () => {
    const now = asking.current;
    if (path === null) return;
    if (now.busy) {
      now.again = true;
      return;
    }
    now.busy = true;
    const asked = now.key;
    try {
      const value = await look(
        .../** @type {[string, Record<string, unknown>]} */ (JSON.parse(asked)),
      );
      if (asked === now.key) state.value = { key: asked, value, error: null };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      if (asked === now.key) state.value = { key: asked, value: null, error: error.message };
    }
    await new Promise((done) => setTimeout(done, asked === now.key ? LEAST_PAUSE_MS : 0));
    now.busy = false;
    if (now.again || asked !== now.key) {
      now.again = false;
      void refresh();
    }
  };
  useEffect(() => void refresh(), [key, ...moves]);
  const { value, error } = state.value.key === key ? state.value : { value: null, error: null };
  return { value, error, loading: value === null && error === null };
}

/**
 * The value as it was at most so long ago.
 * @template Value
 * @param {Value} value
 * @param {number} pause in ms
 * @returns {Value}
 */
export function useSeldom(value, pause) {
  const told = useSignal(value);
  const latest = useRef(value);
  const timer = useRef(0);
  latest.current = value;
  useEffect(() => {
    if (timer.current || value === told.peek()) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      told.value = latest.current;
    }, pause);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return told.value;
}
