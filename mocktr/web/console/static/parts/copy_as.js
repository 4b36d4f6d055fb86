// Copies something that the page does, or shows, as others would do it.
import { html } from "../vendor/preact.js";
import { isReport } from "../api.js";
import { copy } from "../clipboard.js";
import { recipes } from "../recipes.js";
import { Menu } from "./controls.js";
import { Icon } from "./icon.js";

const LONGEST = 44;

/** @param {{does: import("../steering.js").Command | import("../steering.js").ApiRequest | import("../recipes.js").Delivery, side?: string}} props */
export const CopyAs = ({ does, side = "up to-left" }) =>
  !isReport &&
  html`<${Menu}
    label="Copy as"
    look="button"
    face=${html`<${Icon} name="code" />`}
    side=${side}
    entries=${recipes(does).map(([name, text]) => ({
      title: name,
      hint: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text,
      run: () => copy(text, `Copied as ${name}: ${text}`),
    }))}
  />`;
