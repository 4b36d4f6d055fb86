// Attributes can be hidden, for those who show their screen to others.
import { effect, signal } from "./vendor/preact.js";

const KEPT = "mocktr-hidden";

export const hidden = signal(sessionStorage.getItem(KEPT) === "yes");

/** Let the document follow. */
export function follow() {
  effect(() => {
    document.documentElement.classList.toggle("discreet", hidden.value);
    sessionStorage.setItem(KEPT, hidden.value ? "yes" : "no");
  });
}

export function turn() {
  hidden.value = !hidden.value;
}
