// What the server says to a question that is still being written: asked a moment after each change.
import { useEffect, useRef, useSignal } from "./vendor/preact.js";
import { ask, Refusal, Unreachable } from "./api.js";

const PAUSE_MS = 150;

/**
 * The answer to a question by POST, and why there is none; both stay until the next one comes.
 * @param {string | null} path below `/mocktr/`; null asks nothing
 * @param {Record<string, unknown>} values
 * @param {unknown[]} moves when to ask again
 * @returns {{value: any, refusal: Refusal | null, isCurrent: boolean}}
 *   `isCurrent`: whether it is of these values, and not of those before
 */
export function useAsked(path, values, moves) {
  const state = useSignal({
    value: /** @type {any} */ (null),
    refusal: /** @type {Refusal | null} */ (null),
    key: "",
  });
  const key = JSON.stringify([path, values]);
  const latest = useRef(0);
  useEffect(() => {
    const number = ++latest.current;
    const timer = setTimeout(async () => {
      const found = path === null ? { value: null, refusal: null } : await answer(path, values);
      if (number === latest.current) state.value = { ...found, key };
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, ...moves]);
  return { ...state.value, isCurrent: state.value.key === key };
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} values
 */
async function answer(path, values) {
  try {
    return { value: await ask("POST", path, values), refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { value: null, refusal: error };
    if (!(error instanceof Unreachable)) throw error;
    return { value: null, refusal: new Refusal(0, { message: error.message }) };
  }
}
