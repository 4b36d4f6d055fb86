// The pages, one below the other.
import { html } from "../vendor/preact.js";
import { address, hrefOf } from "../address.js";
import { openHelp } from "../dialogs.js";
import { PAGES } from "../pages.js";
import { head } from "../store.js";
import { Icon } from "./icon.js";

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
