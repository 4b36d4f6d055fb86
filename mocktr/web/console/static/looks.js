// How the person wants the page to look: light or dark, and with attributes or without.
import { effect, signal } from "./vendor/preact.js";

/** @typedef {"system" | "light" | "dark"} Theme */

const [KEPT_THEME, KEPT_HIDING] = ["mocktr-theme", "mocktr-hidden"];
const NEXT = /** @type {Record<Theme, Theme>} */ ({
  system: "light",
  light: "dark",
  dark: "system",
});

const kept = localStorage.getItem(KEPT_THEME);

export const theme = signal(
  /** @type {Theme} */ (kept === "light" || kept === "dark" ? kept : "system"),
);

/** Let the document follow the choices. */
export function follow() {
  effect(() => {
    document.documentElement.classList.toggle("discreet", hidden.value);
    sessionStorage.setItem(KEPT_HIDING, hidden.value ? "yes" : "no");
  });
  effect(() => {
    const root = document.documentElement;
    if (theme.value === "system") delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    localStorage.setItem(KEPT_THEME, theme.value);
  });
}

/** The system's, light, dark, and round again. */
export function turnTheme() {
  theme.value = NEXT[theme.value];
}

/** Whether attributes are hidden, for those who show their screen to others. */
export const hidden = signal(sessionStorage.getItem(KEPT_HIDING) === "yes");

export function turnHiding() {
  hidden.value = !hidden.value;
}
