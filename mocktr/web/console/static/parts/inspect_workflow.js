// A workflow: its configuration as steps, how often each was exercised, and who is on which.
import { html } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { head, shownTasks, workflowOf, workspace } from "../store.js";
import { counted, short } from "../words.js";
import { Sid } from "./controls.js";
import { CopyAs } from "./copy_as.js";
import { Title } from "./inspector.js";

const MOST = 30;

/** @param {{sid: string}} props */
export default function InspectWorkflow({ sid }) {
  const workflow = workflowOf(sid);
  const { value, error } = useAnswer("coverage", {}, [head.value?.position]);
  const name = workflow?.name;
  const covered = value?.workflows.find(
    (/** @type {any} */ one) => one.workflow === name && one.workspace === workspace.value?.name,
  );
  const tasks = shownTasks.value.filter(
    (one) => one.workflow_sid === sid && one.finished_ms === null,
  );
  return html`<header>
      <${Title} sid=${sid} />
      ${
        workflow
          ? html`<div class="standing">
              <span class="pill"
                >${counted(tasks.length, "task")} under way</span
              >
              <span>an offer lasts ${workflow.task_reservation_timeout} s</span>
              ${covered && html`<b>${covered.percent} % exercised</b>`}
            </div>`
          : html`<p class="muted">There is no such workflow any more.</p>`
      }
    </header>
    <div class="scroll" tabindex="0" aria-label="Steps">
      ${error && html`<p class="verdict bad" role="alert">${error}</p>`}
      ${covered && html`<${Items} items=${covered.items} />`}
      <h3>
        Under way <span>${tasks.length > MOST ? `the first ${MOST}` : ""}</span>
      </h3>
      ${tasks.length === 0 && html`<p class="muted">No task is under way.</p>`}
      <table class="people">
        <tbody>
          ${tasks.slice(0, MOST).map(
            (task) =>
              html`<tr key=${task.sid}>
                <td>
                  <i class=${`dot ${task.status}`}></i
                  ><${Sid} sid=${task.sid} name=${short(task.sid)} />
                </td>
                <td>${task.status}</td>
                <td class="at"><${Sid} sid=${task.queue_sid} /></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <footer>
      <span class="grow"></span>
      <${CopyAs}
        does=${{ name: "coverage", method: "GET", path: "coverage" }}
      />
    </footer>`;
}

/** @param {{items: {kind: string, path: string, label: string, hits: Record<string, number>, never: string[]}[]}} props */
function Items({ items }) {
  return html`<h3>Steps <span>and how often each was exercised</span></h3>
    <table class="people exercised">
      <tbody>
        ${items.map((one) => {
          const hits = Object.entries(one.hits).filter(([, count]) => count > 0);
          return html`<tr
            key=${one.path + one.kind}
            class=${hits.length ? "" : "not"}
            title=${one.path}
          >
            <td style=${{ paddingLeft: `${12 * depthOf(one.path)}px` }}>
              ${one.label}
            </td>
            <td class="at figures">
              ${hits.length ? hits.map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`).join(", ") : "never"}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`;
}

/**
 * How deep a place in the configuration lies, from a filter on.
 * @param {string} path
 */
const depthOf = (path) => Math.min((path.match(/\./g)?.length ?? 1) - 1, 2);
