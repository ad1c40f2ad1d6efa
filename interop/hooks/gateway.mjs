// A server with the bundle for coding agents, as a process, and a person who approves.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { catalogue } from "./erp.mjs";

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

export class Gateway {
  /** @param erp the address of the MCP server behind it */
  static async make(interlock, folder, bundle, erp) {
    const gateway = new Gateway();
    gateway.interlock = interlock;
    gateway.folder = folder;
    gateway.port = await freePort();
    const hash = {};
    for (const name of ["dev", "tools", "omar"]) {
      const made = execFileSync(interlock, ["token", "--json", "--file", join(folder, `${name}.token`)], { encoding: "utf8" });
      hash[name] = JSON.parse(made).hash;
    }
    const own = join(folder, "bundle");
    cpSync(bundle, own, { recursive: true });
    const edit = (file, from, to) => {
      const text = readFileSync(join(own, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(join(own, file), text.replace(from, to));
    };
    edit("interlock.yaml", "include: [", "include: [erp.yaml, ");
    edit("catalog.yaml", "  fetch:\n", "  fetch:\n    sink: external\n    content: {asks: web-read, destination: [url], reads: true}\n");
    edit("rules.yaml", "rules:\n", "rules:\n  - {id: READ-01, title: Content chooses no address, flow: {to: sink/external}}\n");
    writeFileSync(join(own, "erp.yaml"), catalogue);
    writeFileSync(join(folder, "interlock-server.yaml"), [
      "domain: hooks.example.com", `listen: 127.0.0.1:${gateway.port}`, `bundle: ${own}`,
      `upstreams: {erp: {url: "${erp}"}}`,
      "agents:", `  dev: {token: "${hash.dev}", owner: payments, origin: lead, model: m, root: true}`,
      `  tools: {token: "${hash.tools}", owner: payments, origin: lead, model: m, root: true, intent: author}`,
      "people:", `  omar: {token: "${hash.omar}", owner: audit, groups: [maintainers]}`, ""].join("\n"));
    return gateway;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  token(name) {
    return readFileSync(join(this.folder, `${name}.token`), "utf8").trim();
  }

  async start() {
    this.process = spawn(this.interlock, ["serve", "--config", join(this.folder, "interlock-server.yaml")], { stdio: "ignore" });
    for (let i = 0; i < 1200; i++) {
      try {
        if ((await fetch(`${this.url}/health/ready`)).ok) return;
      } catch {
        // it does not listen yet
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the server did not start");
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.kill();
    await ended;
  }

  async ask(path, body) {
    const response = await fetch(this.url + path, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${this.token("omar")}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Approves what the agent was told to have approved. */
  async approve(told) {
    const [, hold] = /hold (h-\d+)/.exec(told) ?? [];
    const [, code] = /code (?:is )?([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(told) ?? [];
    return hold ? this.ask(`/v1/holds/${hold}/approve`, { code }) : { status: 0 };
  }

  /** @param home where it is installed for the person; for the project alone where there is none */
  install(client, project, home, ...more) {
    return execFileSync(this.interlock, ["hook", "install", client, ...(home ? ["--user"] : ["--project", project]), "--name", "shop",
      "--url", this.url, "--token-file", join(this.folder, "dev.token"), ...more],
      { encoding: "utf8", env: { ...process.env, ...(home ? { HOME: home } : {}) } });
  }

  /** Takes the hook of the person or the project away, and installs one that an administrator deploys, below the folder `machine`. */
  deploy(client, project, home, machine, ...more) {
    execFileSync(this.interlock, ["hook", "uninstall", client, ...(home ? ["--user"] : ["--project", project])],
      { env: { ...process.env, ...(home ? { HOME: home } : {}) } });
    execFileSync(this.interlock, ["hook", "install", client, "--managed", "--root", machine, "--name", "shop",
      "--url", this.url, "--token-file", join(this.folder, "dev.token"), ...more]);
  }
}
