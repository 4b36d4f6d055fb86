// The address: what the page shows, as the part of the URL that is sent to nobody.
import { signal } from "./vendor/preact.js";

/**
 * @typedef {object} Address
 * @property {string} account its SID, or "" for the first one
 * @property {string} workspace its SID, or "" for the first one
 * @property {string} page the name of a page
 * @property {Record<string, string>} options what the page shows: `sid` is what the inspector shows
 */

const HOME = "board";
const TOKEN = "#token=";
const KEPT = "mocktr-token";

/** How many steps of this page the browser can go back. */
let depth = 0;

/** Where the page is. */
export const address = signal(read(location.hash));

/** The admin token, which was in the first address, and "" where none is needed. */
export const token = signal(sessionStorage.getItem(KEPT) ?? "");

/** Begin to follow the address; a token in it is kept for this tab and taken out at once. */
export function follow() {
  takeToken();
  depth = history.state?.depth ?? 0;
  history.replaceState({ depth }, "");
  addEventListener("hashchange", () => {
    takeToken();
    // A link was followed, or the person went back or on.
    if (history.state === null) history.replaceState({ depth: depth + 1 }, "");
    depth = history.state.depth;
    address.value = read(location.hash);
  });
}

/** @param {string} value */
export function keepToken(value) {
  sessionStorage.setItem(KEPT, value);
  token.value = value;
}

/**
 * The address that differs in this from where the page is. An option of "" is left out.
 * @param {Partial<Address>} change
 */
export function placed(change) {
  const { account, workspace, page, options } = address.value;
  const moves = change.page !== undefined && change.page !== page;
  const kept = moves ? { sid: options.sid ?? "" } : options;
  const another = change.account !== undefined && account !== "" && change.account !== account;
  return {
    account: change.account ?? account,
    workspace: change.workspace ?? (another ? "" : workspace),
    page: change.page ?? page,
    options: another ? {} : { ...kept, ...change.options },
  };
}

/**
 * Such a change as a link.
 * @param {Partial<Address>} change
 */
export function hrefOf(change) {
  const { account, workspace, page, options } = placed(change);
  const said = Object.entries(options).filter(([, value]) => value !== "");
  const query = new URLSearchParams(said).toString();
  const parts = [account, account && workspace, page].filter((one) => one !== "");
  return `#/${parts.join("/")}${query && `?${query}`}`;
}

/**
 * Go there; `replacing` leaves no step for the browser's back.
 * @param {Partial<Address>} change
 * @param {boolean} [replacing]
 */
export function go(change, replacing = false) {
  const href = hrefOf(change);
  if (href === location.hash) return;
  if (replacing) history.replaceState(history.state, "", href);
  else history.pushState({ depth: ++depth }, "", href);
  address.value = read(href);
}

/**
 * Let the inspector show something, by its SID.
 * @param {string} sid
 */
export const open = (sid) => go({ options: { sid } });

/** Back to what the page showed before; never out of the page. */
export function back() {
  if (depth > 0) history.back();
}

function takeToken() {
  if (!location.hash.startsWith(TOKEN)) return;
  keepToken(decodeURIComponent(location.hash.slice(TOKEN.length)));
  history.replaceState(history.state, "", location.pathname);
  address.value = read("");
}

/**
 * @param {string} hash
 * @returns {Address}
 */
function read(hash) {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").filter(Boolean);
  const page = parts.findLast((one) => !/^(AC|WS)[0-9a-f]{32}$/.test(one)) ?? HOME;
  return {
    account: parts.find((one) => one.startsWith("AC")) ?? "",
    workspace: parts.find((one) => one.startsWith("WS")) ?? "",
    page: page.startsWith("token=") ? HOME : page,
    options: Object.fromEntries(new URLSearchParams(query)),
  };
}
