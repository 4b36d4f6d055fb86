// What stands around and over every page: the list of pages, what concerns all of them, the line at
// the foot, what is told to those who listen, messages, and a dialog.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { address, hrefOf, keepToken } from "../address.js";
import { isReport, locked, ROOT, useSeldom } from "../api.js";
import { link, reload, trouble } from "../feed.js";
import { closeDialog, dialog, openHelp, toasts, unsay } from "../overlays.js";
import { PAGES } from "../pages.js";
import { maySteer } from "../steering.js";
import { about, accounts, head, leftOff, replaced } from "../store.js";
import { timeOfDay } from "../time.js";
import { counted } from "../words.js";
import { Icon } from "./icon.js";
import { useLater } from "./later.js";

export const Rail = () =>
  html`<nav class="rail" aria-label="Pages">
    ${PAGES.filter((one) => !one.last).map((one) => html`<${Item} key=${one.name} page=${one} />`)}
    <span class="grow"></span>
    ${PAGES.filter((one) => one.last).map((one) => html`<${Item} key=${one.name} page=${one} />`)}
    <button title="All keys (?)" onClick=${openHelp}><${Icon} name="help" />Keys</button>
  </nav>`;

/** @param {{page: import("../pages.js").Page}} props */
function Item({ page }) {
  const badge = head.value && page.badge?.(head.value);
  return html`<a
    href=${hrefOf({ page: page.name })}
    title=${`${page.title} (g ${page.key})`}
    aria-current=${address.value.page === page.name ? "page" : undefined}
  >
    <${Icon} name=${page.icon} />${page.title}
    ${badge && html`<em class=${badge.alarming ? "alarming" : undefined}>${badge.text}</em>`}
  </a>`;
}

export const Banners = () =>
  html`<${Locked} /><${Lost} /><${Trouble} /><${Replaced} /><${Newcomer} />`;

function Locked() {
  if (!locked.value) return null;
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const unlock = (event) => {
    event.preventDefault();
    keepToken(String(new FormData(event.currentTarget).get("token")));
    void reload();
  };
  return html`<form class="banner" onSubmit=${unlock}>
    <label for="token">This server wants its admin token:</label>
    <span class="field small"><input id="token" name="token" type="password" autofocus /></span>
    <button class="button small main">Open</button>
  </form>`;
}

function Lost() {
  const { how, since } = link.value;
  if (how !== "lost") return null;
  const at = new Date(since).toTimeString().slice(0, 8);
  return html`<p class="banner bad" role="alert">Not live since ${at}, trying again.</p>`;
}

const Trouble = () =>
  trouble.value && html`<p class="banner bad" role="alert">${trouble.value}</p>`;

function Replaced() {
  if (replaced.value === null) return null;
  return html`<p class="banner" role="status">
    The world is another one since ${timeOfDay(replaced.value)}: it was reset, restored or loaded.
    <span class="grow"></span>
    <button class="button small" onClick=${() => (replaced.value = null)}>Close</button>
  </p>`;
}

function Newcomer() {
  if (!head.value || accounts.value.length > 0) return null;
  const url = `${location.origin}/v1/Workspaces`;
  return html`<div class="banner">
    <div>
      No account has asked for anything yet. This is the world that each will find
      ${maySteer ? ", and that a first step here makes" : ""}:${" "}
      <code class="mono">curl -u ACxxx:token ${url}</code>
    </div>
  </div>`;
}

const DOTS = { waiting: "waiting", live: "live", polling: "live", lost: "bad" };

export function StatusBar() {
  const known = head.value;
  const said = about.value;
  const counts = known?.counts;
  const seeds = (said?.seeds ?? []).filter(Boolean);
  return html`<footer class="status">
    <span><i class=${`dot ${DOTS[link.value.how]}`}></i>${isReport ? document.title : ROOT.origin}</span>
    ${
      said &&
      html`<span>mocktr ${said.version}</span>
      ${!isReport && html`<span class="cut">seed ${seeds.join(", ") || "none"}</span>`}`
    }
    ${
      counts &&
      html`<span class="mono figures">
      ${counted(counts.events, "event")} · ${counted(counts.tasks, "task")}
    </span>`
    }
    ${leftOff.value > 0 && html`<span>${counted(leftOff.value, "task")} not shown</span>`}
    <span class="grow"></span>
    ${counts && counts.sessions > 0 && html`<span>${counted(counts.sessions, "agent session")}</span>`}
    ${counts && counts.calls > 0 && html`<span>${counted(counts.calls, "leg")} on the line</span>`}
    ${counts && counts.snapshots > 0 && html`<span>${counted(counts.snapshots, "snapshot")}</span>`}
  </footer>`;
}

const PAUSE_MS = 5000;

export function Announcer() {
  const said = useSignal("");
  const events = useSeldom(head.value?.counts.events ?? 0, PAUSE_MS);
  const before = useRef(events);
  useEffect(() => {
    const count = events - before.current;
    const isFirst = before.current === 0;
    before.current = events;
    if (!isFirst && count !== 0) said.value = count > 0 ? counted(count, "event") : "another world";
  }, [events]);
  return html`<p class="aside" role="status" aria-label="What is new">${said.value}</p>`;
}

export const Toasts = () =>
  html`<div class="toasts" role="status" aria-label="Messages" aria-live="polite">
    ${toasts.value.map((one) => html`<${Message} key=${one.id} toast=${one} />`)}
  </div>`;

/** @param {{toast: import("../overlays.js").Toast}} props */
function Message({ toast: { id, text, bad, asks, choices } }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (!asks) return undefined;
    const before = document.activeElement;
    root.current?.querySelector("button")?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return html`<div class=${`toast${bad ? " bad" : ""}`} ref=${root}>
    <p>${text}</p>
    ${choices.map(
      ({ label, run }) =>
        html`<button
          class="button small"
          key=${label}
          onClick=${() => {
            run();
            unsay(id);
          }}
        >
          ${label}
        </button>`,
    )}
    <button class="button bare" aria-label="Close the message" onClick=${() => unsay(id)}>
      <${Icon} name="close" />
    </button>
  </div>`;
}

export function Dialog() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const now = dialog.value;
  const Body = useLater(now?.load ?? null);
  // At once with what is drawn, so that no key that is typed in between is lost.
  useLayoutEffect(() => {
    const first = box.current?.querySelector("[autofocus], input, textarea, select, button");
    if (first instanceof HTMLElement) first.focus();
  }, [now, Body]);
  if (!now) return null;
  return html`<div
    class="veil"
    onPointerDown=${(/** @type {PointerEvent} */ event) =>
      event.target === event.currentTarget && closeDialog()}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => trapped(event, box.current)}
  >
    <section class="dialog" role="dialog" aria-modal="true" aria-label=${now.title} ref=${box}>
      ${now.body ? now.body() : Body && html`<${Body} />`}
    </section>
  </div>`;
}

/**
 * Escape closes; Tab stays inside.
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} box
 */
function trapped(event, box) {
  if (event.key === "Escape") {
    event.preventDefault();
    closeDialog();
  }
  if (event.key !== "Tab" || !box) return;
  const all = [...box.querySelectorAll("a[href], button:not(:disabled), input, textarea, select")];
  const [first, last] = [all[0], all[all.length - 1]];
  const at = event.shiftKey ? first : last;
  if (document.activeElement !== at) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
}
