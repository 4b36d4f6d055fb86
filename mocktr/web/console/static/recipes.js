// What was done on the page, as others would do it: curl, `mocktr ctl`, Python, a scenario's step.
import { token } from "./address.js";
import { ROOT } from "./api.js";
import { head } from "./store.js";

/** @typedef {import("./steering.js").Command} Command */
/** @typedef {import("./steering.js").ApiRequest} ApiRequest */

/**
 * @typedef {object} Delivery a callback, as it goes to the application
 * @property {number} delivers its number in the journal
 * @property {string} url
 * @property {Record<string, unknown>} parameters
 */

/** Where `mocktr ctl` looks unless told. */
const USUAL = "http://127.0.0.1:8275";

/** What Python has without asking for it, as an attribute; and what only the server as a whole has. */
const ATTRIBUTES = ["alerts", "calls", "faults", "sessions", "snapshots"];
const OF_SERVER = ["about", "accounts", "forget-account"];

/** What belongs to a resource of the API in the helper library, by its name in a path. */
const SNAKE = /[A-Z]/g;

/**
 * All ways there are, each with its name.
 * @param {Command | ApiRequest | Delivery} does
 * @returns {[name: string, text: string][]}
 */
export function recipes(does) {
  if ("delivers" in does) return ofDelivery(does);
  if ("request" in does) {
    const isOurs = does.request.startsWith("/v1/");
    return [
      ["curl", curlOfRequest(does)],
      ...(isOurs ? /** @type {[string, string][]} */ ([["Python", pythonOfRequest(does)]]) : []),
    ];
  }
  return [["curl", curl(does)], ["mocktr ctl", ctl(does)], ...python(does), ...scenario(does)];
}

/**
 * As a shell takes it for one word.
 * @param {string} text
 */
const quoted = (text) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const account = () => head.value?.account_sid ?? "";

/** @param {Command} command */
function curl({ method, path, values = {} }) {
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  if (account()) parts.push("-H", quoted(`X-Mocktr-Account: ${account()}`));
  if (token.value) parts.push("-H", '"X-Mocktr-Token: $MOCKTR_ADMIN_TOKEN"');
  if (Object.keys(values).length) parts.push("-d", quoted(JSON.stringify(values)));
  return [...parts, quoted(new URL(path, ROOT).href)].join(" ");
}

/** @param {Command} command */
function ctl({ name, places = [], values = {} }) {
  const options = Object.entries(values).flatMap(([key, value]) => [
    `--${key.replaceAll("_", "-")}`,
    quoted(typeof value === "string" ? value : JSON.stringify(value)),
  ]);
  const where = ROOT.origin === USUAL ? [] : ["--url", quoted(ROOT.origin)];
  const whose = account() ? ["--account", account()] : [];
  return ["mocktr ctl", ...where, ...whose, name, ...places.map(quoted), ...options].join(" ");
}

/**
 * @param {Command} command
 * @returns {[string, string][]}
 */
function python({ name, places = [], values = {} }) {
  if (OF_SERVER.includes(name)) return [];
  if (ATTRIBUTES.includes(name)) return [["Python", `taskrouter.${name}`]];
  const given = [
    ...places.map((one) => JSON.stringify(one)),
    ...Object.entries(values).map(([key, value]) => `${key}=${literal(value)}`),
  ];
  return [["Python", `taskrouter.${name.replaceAll("-", "_")}(${given.join(", ")})`]];
}

/**
 * @param {Command} command
 * @returns {[string, string][]}
 */
function scenario({ name, values = {} }) {
  if (name !== "advance" || values.to === "next") return [];
  const [unit, amount] = Object.entries(values)[0];
  return [["Scenario", `- advance: ${unit === "to" ? `to ${amount}` : `${amount} ${unit}`}`]];
}

/**
 * The callback itself, unsigned, and the command that sends it again.
 * @param {Delivery} delivery
 * @returns {[string, string][]}
 */
function ofDelivery({ delivers, url, parameters }) {
  const number = String(delivers);
  const resend = { name: "resend", method: "POST", path: "", places: [number] };
  return [
    ["curl", ["curl", ...fieldsOf(parameters), quoted(url)].join(" ")],
    ["mocktr ctl", ctl(resend)],
    ...python(resend),
  ];
}

/**
 * @param {Record<string, unknown>} parameters
 */
const fieldsOf = (parameters) =>
  Object.entries(parameters)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
    .flatMap(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return ["--data-urlencode", quoted(`${name}=${text}`)];
    });

/** @param {ApiRequest} request */
function curlOfRequest({ method, request, parameters = {} }) {
  const fields = fieldsOf(parameters);
  const way = wayOf(method, fields.length > 0);
  // Not as a relative URL, in which `//` begins another host.
  const url = quoted(ROOT.origin + request);
  return ["curl", ...way, "-u", `${account()}:token`, ...fields, url].join(" ");
}

/**
 * How curl is told of a method.
 * @param {string} method
 * @param {boolean} hasFields
 */
function wayOf(method, hasFields) {
  if (method === "GET") return hasFields ? ["-G"] : [];
  return method === "POST" && hasFields ? [] : ["-X", method];
}

/** @param {ApiRequest} request */
function pythonOfRequest({ method, request, parameters = {} }) {
  const [, ...parts] = request.split("/").filter(Boolean);
  let text = "client.taskrouter.v1";
  for (let at = 0; at < parts.length; at += 2) {
    const name = snake(parts[at]);
    text += at + 1 < parts.length ? `.${name}("${parts[at + 1]}")` : `.${name}`;
  }
  const verbs = method === "GET" ? ["list", "fetch"] : ["create", "update"];
  const verb = verbs[1 - (parts.length % 2)];
  const given = Object.entries(parameters).map(
    ([name, value]) => `${snake(name)}=${literal(value)}`,
  );
  return `${text}.${method === "DELETE" ? "delete" : verb}(${given.join(", ")})`;
}

/** @param {string} name */
const snake = (name) => name.replace(SNAKE, (letter, at) => (at ? "_" : "") + letter.toLowerCase());

/**
 * A value as Python has it.
 * @param {unknown} value
 * @returns {string}
 */
function literal(value) {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null || value === undefined) return "None";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") {
    const items = Object.entries(value).map(
      ([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`,
    );
    return `{${items.join(", ")}}`;
  }
  return JSON.stringify(value);
}
