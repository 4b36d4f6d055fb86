// A world of mocktr's: `mocktr serve` in a child process, and what a test does to it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const CREDENTIALS = {
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000001",
  TWILIO_AUTH_TOKEN: "00000000000000000000000000000000",
};

/** Serves a seed on free ports; answers the environment that leads a process here. */
export async function serve(seed) {
  const folder = await mkdtemp(join(tmpdir(), "mocktr-"));
  const ca = join(folder, "ca.pem");
  const world = ["--seed", seed, "--clock", "manual", "--tenants", "one"];
  const ports = ["--port", "0", "--tls", "--tls-port", "0", "--tls-ca-cert", ca];
  const child = spawn("mocktr", ["serve", ...world, ...ports], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url, proxy } = await greeting(child);
  return {
    environment: {
      ...CREDENTIALS,
      MOCKTR_URL: url,
      HTTP_PROXY: proxy, // where Twilio's library looks for its HTTPS proxy
      NODE_EXTRA_CA_CERTS: ca,
    },
    async stop() {
      child.kill();
      await once(child, "exit");
      await rm(folder, { recursive: true });
    },
  };
}

async function greeting(child) {
  let text = "";
  for await (const line of createInterface(child.stdout)) {
    text += `${line}\n`;
    const [, url, proxy] = text.match(/ on (\S+) \(.* HTTPS proxy is (\S+):\n/s) ?? [];
    if (proxy) return { url, proxy };
  }
  throw new Error("mocktr serve did not start");
}

export class World {
  constructor(url) {
    this.url = url;
  }

  /** The world as its seed made it, with the same SIDs. */
  reset() {
    return this.command("POST", "reset");
  }

  /** Waits until all is routed and all callbacks are answered. */
  settle() {
    return this.command("POST", "scheduler/settle");
  }

  /** Moves the clock. */
  advance(seconds) {
    return this.command("POST", "clock/advance", { seconds });
  }

  /** Any admin command. */
  async command(method, path, body) {
    const response = await fetch(`${this.url}/mocktr/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    return answer;
  }
}
