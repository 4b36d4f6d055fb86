// What is done to the world: every action is an admin command or a request to TaskRouter.
import { signal } from "./vendor/preact.js";
import { ask, Refusal, Unreachable } from "./api.js";
import { link, pull } from "./feed.js";
import { question, say } from "./overlays.js";
import { head } from "./store.js";

/**
 * @typedef {object} Command an admin command
 * @property {string} name as `mocktr ctl` has it, with hyphens
 * @property {string} method
 * @property {string} path below `/mocktr/`
 * @property {string[]} [places] what stands in the path, in order
 * @property {Record<string, unknown>} [values]
 *
 * @typedef {object} ApiRequest a request to TaskRouter, done as the account that is shown
 * @property {string} method
 * @property {string} request its path, such as `/v1/Workspaces`
 * @property {Record<string, unknown>} [parameters]
 *
 * @typedef {object} Deed
 * @property {Command | ApiRequest} does
 * @property {string} [said] what is told when it is done
 * @property {boolean} [undone] whether a picture is kept before, so that it can be undone
 * @property {(refusal: Refusal) => unknown} [refused] told why it was not done, in place of all
 */

const RECENT_S = 10;
const MODE = document.documentElement.dataset.console;
const BUSY = 409;
const GO_ON = "Steer it all the same";

/** Whether this page may steer at all. */
export const maySteer = MODE === "steer";

/** Whether something is being done just now. */
export const acting = signal(false);

/** What was done last, which can be done again. */
export const latest = signal(/** @type {Deed | null} */ (null));

/** Accounts in which this tab was told to go on. @type {Set<string>} */
const agreed = new Set();

/**
 * Whether an account may be steered, where that is being found out: all that is done meanwhile gets
 * the one answer. @type {Map<string, Promise<boolean>>}
 */
const asking = new Map();

/**
 * Do something, and tell what came of it; answers what the server did, or null where it was not
 * done.
 * @param {Deed} deed
 * @returns {Promise<any>}
 */
export async function perform(deed) {
  if (!maySteerNow()) return null;
  acting.value = true;
  try {
    if (!(await mayTouch())) return null;
    if (deed.undone) await ask("PUT", "undo");
    const done = await tried(deed.does);
    latest.value = deed;
    tell(deed, done);
    return done;
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    if (deed.refused && error instanceof Refusal) deed.refused(error);
    else say(error.message, { bad: true });
    return null;
  } finally {
    acting.value = false;
    void pull();
  }
}

/** Do again what was done last. */
export const repeat = () => latest.value && perform(latest.value);

/** Go back to before the last thing that could be undone. */
export const undo = () =>
  perform({
    does: { name: "undo", method: "POST", path: "undo" },
    said: "Undone",
  });

function maySteerNow() {
  if (!maySteer) say("This console only looks (--console look)", { bad: true });
  else if (link.value.how === "lost") say("The server does not answer", { bad: true });
  else return true;
  return false;
}

/**
 * @param {Command | ApiRequest} does
 * @returns {Promise<any>}
 */
async function tried(does) {
  try {
    return await sent(does);
  } catch (error) {
    // Somebody else moves the clock just now.
    if (!(error instanceof Refusal && error.status === BUSY)) throw error;
    return sent(does);
  }
}

/**
 * @param {Command | ApiRequest} does
 * @returns {Promise<any>}
 */
async function sent(does) {
  if (!("request" in does)) return ask(does.method, does.path, does.values);
  const { method, request: path, parameters = {} } = does;
  const answer = await ask("POST", "request", { method, path, parameters });
  if (answer.status >= 400) throw new Refusal(answer.status, answer.body ?? {});
  return answer;
}

/**
 * @param {Deed} deed
 * @param {any} done
 */
function tell(deed, done) {
  if (!deed.said) return;
  const cause = done?.number ? ` (request #${done.number})` : "";
  const choices = deed.undone ? [{ label: "Undo", run: undo }] : [];
  say(deed.said + cause, { choices });
}

/** Whether nobody else uses the account just now, or the person who looks wants it all the same. */
async function mayTouch() {
  const account = head.peek()?.account_sid ?? "";
  if (agreed.has(account)) return true;
  const asked = asking.get(account) ?? agree(account).finally(() => asking.delete(account));
  asking.set(account, asked);
  return asked;
}

/** @param {string} account */
async function agree(account) {
  const count = await recentRequests();
  if (count === 0) return true;
  const text = `A test seems to be using ${account.slice(0, 2)}…${account.slice(-4)}: ${count} requests in ${RECENT_S} s.`;
  if ((await question(text, [GO_ON, "Leave it"])) !== GO_ON) return false;
  agreed.add(account);
  return true;
}

async function recentRequests() {
  const { entries } = await ask("GET", "journal", {
    kind: "request",
    limit: 200,
  });
  const since = Date.now() / 1000 - RECENT_S;
  const isRecent = (/** @type {any} */ one) => one.by !== "console" && one.wall > since;
  return entries.filter(isRecent).length;
}
