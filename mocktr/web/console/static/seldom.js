// A value that changes often, for those who need to see it only now and then.
import { useEffect, useRef, useSignal } from "./vendor/preact.js";

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
