// The console: puts the page together and starts what keeps it alive.
import { effect, html, render, useEffect, useSignal } from "./vendor/preact.js";
import { listen as listenToKeys, offer } from "./actions.js";
import { address, back, follow as followAddress, go } from "./address.js";
import { isReport } from "./api.js";
import * as clock from "./clock.js";
import { isManual, play, stepRouting, stepToNext } from "./clock.js";
import { link, pause, start } from "./feed.js";
import { follow as followLooks, turnHiding, turnTheme } from "./looks.js";
import { openHelp, openPalette } from "./overlays.js";
import { PAGES } from "./pages.js";
import { maySteer, repeat, undo } from "./steering.js";
import { head, workspace } from "./store.js";
import { follow as followFilter } from "./parts/filter.js";
import { Announcer, Banners, Dialog, Rail, StatusBar, Toasts } from "./parts/frame.js";
import { Boundary, useLater } from "./parts/later.js";
import { TopBar } from "./parts/top_bar.js";

const STALE_MS = 10_000;

/** @type {import("./actions.js").Action[]} */
const EVERYWHERE = [
  ...PAGES.map(({ title, key, name }) => ({
    title: `Go to ${title}`,
    keys: `g ${key}`,
    group: "Pages",
    run: () => go({ page: name }),
    hidden: true,
  })),
  { title: "Find anything", keys: "Ctrl k", group: "Everywhere", run: openPalette, hidden: true },
  { title: "All keys", keys: "?", group: "Everywhere", run: openHelp },
  { title: "Pause the view, or go on", keys: "p", group: "Everywhere", run: pause },
  { title: "Hide attributes, or show them", group: "Everywhere", run: turnHiding },
  { title: "Another theme", group: "Everywhere", run: turnTheme },
  {
    title: "Close",
    keys: "Escape",
    group: "Everywhere",
    run: () => go({ options: { sid: "" } }),
    hidden: true,
  },
  {
    title: "Back",
    keys: "Backspace",
    group: "Everywhere",
    run: back,
    hidden: true,
  },
  { title: "Play the clock, or stop", keys: "Space", group: "Clock", run: play, when: canStep },
  { title: "Go to the next timer", keys: "n", group: "Clock", run: stepToNext, when: canStep },
  { title: "Do the last step again", keys: ".", group: "Clock", run: repeat, when: () => maySteer },
  {
    title: "Undo",
    keys: "z",
    group: "Clock",
    run: undo,
    when: () => maySteer && !!head.value?.undo,
  },
  { title: "One action of routing", keys: "s", group: "Clock", run: stepRouting, when: isHeld },
];

function canStep() {
  return maySteer && isManual();
}

function isHeld() {
  return maySteer && head.value?.routing === "manual";
}

function App() {
  return html`<div class="frame">
    <${Boundary} name="The bar"><${TopBar} /><//>
    <${Rail} />
    <${Main} />
    <${Inspecting} />
    <${StatusBar} />
    <${Toasts} />
    <${Dialog} />
    <${Announcer} />
  </div>`;
}

function Main() {
  const page = PAGES.find((one) => one.name === address.value.page) ?? PAGES[0];
  const Page = useLater(page.load, page === PAGES[0]);
  return html`<main class=${`page${useStale() ? " stale" : ""}`} id="main" tabindex="-1">
    <h2 class="aside">${page.title}</h2>
    <${Banners} />
    ${Page && head.value && html`<${Boundary} key=${page.name} name=${page.title}><${Page} /><//>`}
  </main>`;
}

const loadInspector = () => import("./parts/inspector.js");

function Inspecting() {
  const Inspector = useLater(address.value.options.sid ? loadInspector : null);
  return Inspector && html`<${Boundary} name="The inspector"><${Inspector} /><//>`;
}

/** Whether what is shown is old, and nobody answers. */
function useStale() {
  const stale = useSignal(false);
  const { how, since } = link.value;
  useEffect(() => {
    stale.value = false;
    if (how !== "lost") return undefined;
    const timer = setTimeout(() => (stale.value = true), since + STALE_MS - Date.now());
    return () => clearTimeout(timer);
  }, [how, since]);
  return stale.value;
}

function nameTab() {
  if (isReport) return;
  effect(() => {
    const place = workspace.value;
    document.title = place ? `${place.name} · mocktr` : "mocktr";
  });
}

followAddress();
followLooks();
followFilter();
nameTab();
offer(EVERYWHERE);
listenToKeys();
clock.run();
start();
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
root.replaceChildren();
root.removeAttribute("class");
render(html`<${App} />`, root);
