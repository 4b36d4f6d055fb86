// The bar at the top: which world, its clock, its routing, and how new all that is.
import { html } from "../vendor/preact.js";
import { go } from "../address.js";
import { isReport } from "../api.js";
import { setRouting, stepRouting } from "../clock.js";
import { inFlight, link, missed, pause, paused } from "../feed.js";
import { theme, turnTheme } from "../looks.js";
import { openPalette } from "../overlays.js";
import { maySteer } from "../steering.js";
import { accounts, allWorkspaces, head, workspace } from "../store.js";
import { counted } from "../words.js";
import { ClockBar } from "./clock_bar.js";
import { Choice, Menu } from "./controls.js";
import { Icon } from "./icon.js";

const ROUTING = /** @type {[string, string][]} */ ([
  ["auto", "Auto"],
  ["manual", "Held"],
]);

const THEMES = { system: "as the system has it", light: "light", dark: "dark" };

export const TopBar = () =>
  html`<header class="top">
    <${Brand} />
    <${Whereabouts} />
    <${ClockBar} />
    <${Routing} />
    <div class="beside">
      <${Flight} />
      <${Live} />
      <button class="button search" title="Find anything (Ctrl K)" onClick=${openPalette}>
        <${Icon} name="search" /><span class="aside">Find anything</span><kbd>Ctrl K</kbd>
      </button>
      <button
        class="button"
        title=${`Theme: ${THEMES[theme.value]}`}
        aria-label=${`Theme: ${THEMES[theme.value]}`}
        onClick=${turnTheme}
      >
        <${Icon} name="theme" />
      </button>
    </div>
  </header>`;

const Brand = () =>
  html`<h1 class="brand">
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <rect class="ground" x="1.5" y="1.5" width="21" height="21" rx="6" />
      <path class="mark" d="M6.5 8h7M6.5 12h4.5M6.5 16h7M11 12h2.2c1.6 0 1.4-4 3.8-4M13 12c1.8 0 1.6 4 4 4" />
      <circle class="dots" cx="17" cy="8" r="1.7" />
      <circle class="dots" cx="17" cy="16" r="1.7" />
    </svg>
    <span>mocktr</span>
  </h1>`;

function Whereabouts() {
  const shown = head.value?.account_sid;
  const place = workspace.value;
  return html`<nav class="whereabouts" aria-label="World">
    ${
      shown &&
      html`<span class="of-account">
        <${Menu}
          label=${`Account ${shown}`}
          look="pick"
          face=${html`<span class="mono">${abbreviated(shown)}</span><i class="caret"></i>`}
          entries=${accounts.value.map((one) => ({
            title: abbreviated(one.account_sid),
            hint: `${counted(one.tasks, "task")}, ${counted(one.workers, "worker")}`,
            chosen: one.account_sid === shown,
            run: () => go({ account: one.account_sid }),
          }))}
        /></span
      ><span class="slash of-account">/</span>`
    }
    ${
      place &&
      html`<${Menu}
      label=${`Workspace ${place.name}`}
      look="pick"
      face=${html`<span class="cut">${place.name}</span><i class="caret"></i>`}
      entries=${allWorkspaces.value.map((one) => ({
        title: one.name,
        chosen: one.sid === place.sid,
        run: () => go({ account: shown, workspace: one.sid, options: { sid: "" } }),
      }))}
    />`
    }
  </nav>`;
}

/** @param {string} sid */
const abbreviated = (sid) => `${sid.slice(0, 2)}…${sid.slice(-4)}`;

function Routing() {
  const routing = head.value?.routing;
  if (!routing) return null;
  return html`<section class="routing" aria-label="Routing">
    <span class="label">Routing</span>
    <${Choice}
      label="Routing"
      options=${ROUTING}
      value=${routing}
      set=${setRouting}
      disabled=${!maySteer}
    />
    <button
      class="button"
      disabled=${!maySteer || routing === "auto"}
      title="One action of routing, while it is held (s)"
      onClick=${stepRouting}
    >
      Step
    </button>
  </section>`;
}

function Flight() {
  const count = inFlight.value;
  if (!count) return null;
  const said = counted(count, "callback");
  return html`<span class="flight" role="status" title=${`${said} on the way`}>
    <i></i><span>${said}</span>
  </span>`;
}

const LINKS = /** @type {Record<string, [string, string]>} */ ({
  waiting: ["Loading", "The page waits for the server's first answer"],
  live: ["Live", "Told of each change at once"],
  polling: ["Every second", "No stream here, so the page asks for changes each second"],
  lost: ["Not live", "The server does not answer; the page goes on trying"],
});

function Live() {
  if (isReport)
    return html`<span class="live" title="A report, which shows how it was">As it was</span>`;
  const { how } = link.value;
  const [title, hint] = LINKS[how];
  if (paused.value) {
    return html`<button class="button small" title="Go on (p)" onClick=${pause}>
      Paused${missed.value ? `, ${missed.value.toLocaleString("en")} new` : ""}
    </button>`;
  }
  const dot = how === "live" ? "live" : how === "lost" ? "bad" : "waiting";
  return html`<span class=${`live ${how}`} title=${`${hint}. Pause the view with p.`}>
    <i class=${`dot ${dot}`}></i>${title}
  </span>`;
}
