// Plans a fault: by a preset, and by all that a rule is made of.
import { html, useSignal } from "../vendor/preact.js";
import { EFFECTS, howOften, KINDS, outcome, whom } from "../fault_words.js";
import { perform } from "../steering.js";

/** @typedef {Record<string, string | number>} Given what a rule is made of, without what is usual */

const PRESETS = /** @type {[title: string, given: Given][]} */ ([
  ["The next create fails with 503", { method: "POST", path: "/Tasks", status: 503, times: 1 }],
  ["The next two requests get 429", { status: 429, retry_after: 1, times: 2 }],
  ["Each third request loses its connection", { effect: "cut", every: 3 }],
  [
    "The next create is done, its answer lost",
    { method: "POST", path: "/Tasks", effect: "cut", when: "after", times: 1 },
  ],
  ["Assignment callbacks time out twice", { kind: "assignment", latency: 30000, times: 2 }],
  ["One in ten event callbacks is never sent", { kind: "event", effect: "lose", probability: 0.1 }],
  ["All requests are half a second late", { latency: 500 }],
]);

const USUAL = {
  id: 0,
  method: null,
  path: null,
  kind: "request",
  status: null,
  effect: null,
  retry_after: null,
  latency: 0,
  when: null,
  skip: 0,
  every: 1,
  probability: 1,
  times: null,
  seen: 0,
  fired: 0,
};

const TEXTS = ["method", "path", "kind", "effect", "when"];
const METHODS = ["GET", "POST", "DELETE"];

export const focusFault = () =>
  document.getElementById("fault-presets")?.querySelector("button")?.focus();

export function FaultForm() {
  const preset = useSignal(0);
  const given = useSignal(PRESETS[0][1]);
  const wrong = useSignal("");
  /** @param {number} index */
  const choose = (index) => {
    preset.value = index;
    given.value = PRESETS[index][1];
    wrong.value = "";
  };
  /** @param {SubmitEvent} event */
  const plan = async (event) => {
    event.preventDefault();
    wrong.value = "";
    const does = { name: "fault", method: "POST", path: "faults", values: given.value };
    /** @param {Error} refusal */
    const refused = ({ message }) => (wrong.value = message);
    const rule = await perform({ does, said: "Planned a fault", refused });
    if (rule) choose(preset.value);
  };
  return html`<section class="panel side" aria-label="Plan one">
    <header class="toolbar"><h2>Plan one</h2></header>
    <div class="scroll-box padded">
      <div class="presets" id="fault-presets" role="group" aria-label="Presets">
        ${PRESETS.map(
          ([title], index) =>
            html`<button
              class="preset"
              key=${title}
              aria-pressed=${index === preset.value}
              onClick=${() => choose(index)}
            >
              ${title}
            </button>`,
        )}
      </div>
      <form
        class="form pairs"
        id="fault-form"
        key=${preset.value}
        onInput=${(/** @type {any} */ { currentTarget }) => (given.value = read(currentTarget))}
        onSubmit=${plan}
      >
        <${Fields} given=${given.value} wrong=${wrong.value} />
      </form>
    </div>
    <div class="panel-foot">
      <p class="says">${sentence(given.value)}</p>
      ${wrong.value && html`<p class="wrong-words" role="alert">${wrong.value}</p>`}
      <button class="button main" form="fault-form">Plan it</button>
    </div>
  </section>`;
}

/** @param {{given: Given, wrong: string}} props */
function Fields({ given, wrong }) {
  const [name] = wrong.split(":");
  const values = { ...USUAL, ...given };
  /** @param {string} field @param {Record<string, unknown>} [how] */
  const number = (field, how = {}) =>
    html`<input
      class="text-input"
      type="number"
      name=${field}
      aria-invalid=${name === field}
      value=${/** @type {any} */ (values)[field] ?? ""}
      ...${how}
    />`;
  return html`<label class="whole"
      >For<${Choices} name="kind" all=${KINDS} value=${values.kind} /></label
    >
    <label
      >Method<${Choices}
        name="method"
        all=${[["", "any"], ...METHODS.map((one) => [one, one])]}
        value=${values.method ?? ""}
    /></label>
    <label
      >Path<input
        class="text-input mono"
        name="path"
        aria-invalid=${name === "path"}
        placeholder="/Tasks/*"
        value=${values.path ?? ""}
    /></label>
    <label>Status${number("status", { min: 400, max: 599, placeholder: "none" })}</label>
    <label
      >Effect<${Choices}
        name="effect"
        all=${[["", "none"], ...EFFECTS]}
        value=${values.effect ?? ""}
    /></label>
    <label>Latency, ms${number("latency", { min: 0, max: 30000 })}</label>
    <label>Retry-After, s${number("retry_after", { min: 0, placeholder: "none" })}</label>
    <label
      >When<${Choices}
        name="when"
        all=${[
          ["", "as usual"],
          ["before", "before it is done"],
          ["after", "after it is done"],
        ]}
        value=${values.when ?? ""}
    /></label>
    <label>Times${number("times", { min: 1, placeholder: "without end" })}</label>
    <label>Skip${number("skip", { min: 0 })}</label>
    <label>Every${number("every", { min: 1 })}</label>
    <label>Probability${number("probability", { min: 0, max: 1, step: "any" })}</label>`;
}

/** @param {{name: string, all: string[][], value: unknown}} props */
const Choices = ({ name, all, value }) =>
  html`<select class="text-input" name=${name}>
    ${all.map(
      ([one, title]) =>
        html`<option key=${one} value=${one} selected=${one === value}>${title}</option>`,
    )}
  </select>`;

/**
 * What the form says, without what is usual.
 * @param {HTMLFormElement} form
 * @returns {Given}
 */
function read(form) {
  const usual = /** @type {Record<string, unknown>} */ (USUAL);
  const all = [...new FormData(form)].map(([name, text]) => [name, String(text).trim()]);
  const said = all
    .filter(([, text]) => text !== "")
    .map(([name, text]) => [name, TEXTS.includes(name) ? text : Number(text)]);
  return Object.fromEntries(said.filter(([name, value]) => usual[String(name)] !== value));
}

/** @param {Given} given */
function sentence(given) {
  const rule = /** @type {import("../fault_words.js").Fault} */ ({ ...USUAL, ...given });
  const { whose, which } = whom(rule);
  const then = outcome(rule) || "nothing happens yet: a status, an effect or a latency is wanted";
  return `Of ${[whose, which].filter(Boolean).join(" ")}, ${howOften(rule)}: ${then}.`;
}
