// What the server answers a part that asks while it is shown, kept as new as the world.
import { useEffect, useRef, useSignal } from "./vendor/preact.js";
import { look, Refusal, Unreachable } from "./api.js";

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
