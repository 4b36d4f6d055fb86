// A place to try things: expressions, tasks, and workflows.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { Choice } from "../parts/controls.js";
import { ExpressionTrial } from "./playground_expression.js";
import { TaskTrial } from "./playground_task.js";
import { WorkflowTrial } from "./playground_workflow.js";

const VIEWS = /** @type {Record<string, () => unknown>} */ ({
  "": ExpressionTrial,
  "what-if": TaskTrial,
  workflow: WorkflowTrial,
});

const NAMES = /** @type {[string, string][]} */ ([
  ["", "Expression"],
  ["what-if", "What if"],
  ["workflow", "Workflow"],
]);

export default function Playground() {
  const wanted = address.value.options.view ?? "";
  const view = wanted in VIEWS ? wanted : "";
  return html`<div class="views">
      <${Choice}
        label="Try"
        options=${NAMES}
        value=${view}
        set=${(/** @type {string} */ to) => go({ options: { view: to, workflow: "" } })}
      />
    </div>
    <div class="fitted"><${VIEWS[view]} /></div>`;
}
