// Light or dark: as the system has it, or as was chosen.
import { effect, signal } from "./vendor/preact.js";

/** @typedef {"system" | "light" | "dark"} Theme */

const KEPT = "mocktr-theme";
const NEXT = /** @type {Record<Theme, Theme>} */ ({
  system: "light",
  light: "dark",
  dark: "system",
});

const kept = localStorage.getItem(KEPT);

export const theme = signal(
  /** @type {Theme} */ (kept === "light" || kept === "dark" ? kept : "system"),
);

/** Let the document follow the choice. */
export function follow() {
  effect(() => {
    const root = document.documentElement;
    if (theme.value === "system") delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    localStorage.setItem(KEPT, theme.value);
  });
}

/** The system's, light, dark, and round again. */
export function turn() {
  theme.value = NEXT[theme.value];
}
