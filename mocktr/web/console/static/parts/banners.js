// What concerns the whole page: it is locked, not live, or shows another world than before.
import { html } from "../vendor/preact.js";
import { keepToken } from "../address.js";
import { locked } from "../api.js";
import { link, reload, trouble } from "../feed.js";
import { maySteer } from "../steering.js";
import { accounts, head, replaced } from "../store.js";
import { timeOfDay } from "../time.js";

export const Banners = () =>
  html`<${Locked} /><${Lost} /><${Trouble} /><${Replaced} /><${Newcomer} />`;

function Locked() {
  if (!locked.value) return null;
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const unlock = (event) => {
    event.preventDefault();
    keepToken(String(new FormData(event.currentTarget).get("token")));
    void reload();
  };
  return html`<form class="banner" onSubmit=${unlock}>
    <label for="token">This server wants its admin token:</label>
    <span class="field small"><input id="token" name="token" type="password" autofocus /></span>
    <button class="button small main">Open</button>
  </form>`;
}

function Lost() {
  const { how, since } = link.value;
  if (how !== "lost") return null;
  const at = new Date(since).toTimeString().slice(0, 8);
  return html`<p class="banner bad" role="alert">Not live since ${at}, trying again.</p>`;
}

const Trouble = () =>
  trouble.value && html`<p class="banner bad" role="alert">${trouble.value}</p>`;

function Replaced() {
  if (replaced.value === null) return null;
  return html`<p class="banner" role="status">
    The world is another one since ${timeOfDay(replaced.value)}: it was reset, restored or loaded.
    <span class="grow"></span>
    <button class="button small" onClick=${() => (replaced.value = null)}>Close</button>
  </p>`;
}

function Newcomer() {
  if (!head.value || accounts.value.length > 0) return null;
  const url = `${location.origin}/v1/Workspaces`;
  return html`<div class="banner">
    <div>
      No account has asked for anything yet. This is the world that each will find
      ${maySteer ? ", and that a first step here makes" : ""}:${" "}
      <code class="mono">curl -u ACxxx:token ${url}</code>
    </div>
  </div>`;
}
