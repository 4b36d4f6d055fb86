// A bug in one panel stays in that panel.
import { html, useErrorBoundary } from "../vendor/preact.js";
import { copy } from "../clipboard.js";

/** @param {{name: string, children?: unknown}} props */
export function Boundary({ name, children }) {
  const [error, again] = useErrorBoundary((/** @type {unknown} */ one) => console.error(one));
  if (!error) return children;
  const details = `${name}: ${error.stack ?? error}\n${navigator.userAgent}\n${location.hash}`;
  return html`<div class="broken" role="alert">
    <b>${name} can't be shown.</b> The rest of the console goes on.
    <pre>${String(error)}</pre>
    <button class="button small" onClick=${() => copy(details, "Copied the details")}>
      Copy details
    </button>${" "}
    <button class="button small" onClick=${again}>Try again</button>
  </div>`;
}
