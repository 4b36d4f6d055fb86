// How clients are led to this server.

/**
 * @param {string} url of the server
 * @param {string} account
 * @returns {[title: string, text: string][]}
 */
export const setupLines = (url, account) => [
  [
    "Python",
    `from twilio.rest import Client

client = Client("${account}", "token")
client.taskrouter.base_url = "${url}"`,
  ],
  [
    "Node",
    `const twilio = require("twilio");

const client = twilio("${account}", "token");
client.taskrouter.baseUrl = "${url}";`,
  ],
  ["curl", `curl -u ${account}:token ${url}/v1/Workspaces`],
  ["A shell", `export MOCKTR_URL=${url} MOCKTR_ACCOUNT=${account}\nmocktr ctl board`],
];
