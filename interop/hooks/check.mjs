// Real coding agents with the hook, against a scripted model: check.mjs INTERLOCK SCRATCH BUNDLE PACKAGES [CLIENT...]
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clients, onMachine } from "./clients.mjs";
import { done, start as startErp } from "./erp.mjs";
import { Gateway } from "./gateway.mjs";
import { prompt, results, start } from "./model.mjs";

const [interlock, scratch, bundle, packages, ...only] = process.argv.slice(2);
const check = (what, fine, why = "") => console.log(fine ? `pass ${what}` : `fail ${what}: ${String(why).replaceAll("\n", " ").slice(0, 600)}`);

const model = await start();
const erp = await startErp();
for (const [name, client] of Object.entries(clients)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const folder = join(scratch, name);
  const home = join(folder, "home");
  const project = join(folder, "shop");
  mkdirSync(join(home, "bin"), { recursive: true });
  mkdirSync(join(project, "build"), { recursive: true });
  client.before?.(home);
  if (client.remark) console.log(`${name}: ${client.remark}`);
  const gateway = await Gateway.make(interlock, folder, bundle, erp.url);
  await gateway.start();
  try {
    await checks(name, client, gateway, home, project);
  } finally {
    if (gateway.process.exitCode === null) await gateway.stop();
  }
}
model.close();
erp.close();

async function checks(name, client, gateway, home, project) {
  const { shell, write, sub, fetch, mcp } = client.tools;
  /** Plays tools in one session; returns what the model was told of the last one, and what the program printed. */
  const play = async (uses, options) => {
    results.length = 0;
    const ended = await client.run(packages, home, project, model, prompt(uses), options);
    return { told: results.at(-1) ?? "", out: ended.out, code: ended.code };
  };
  // a `gh` that says that it was run
  const merged = join(project, "merged");
  writeFileSync(join(home, "bin", "gh"), `#!/bin/sh\ntouch '${merged}'\n`);
  chmodSync(join(home, "bin", "gh"), 0o755);

  gateway.install(name, project, client.user && home, "--intent", "author");
  let played = await play([write(join(project, "cart.py"), "x = 1\n"), shell("ls > listed.txt")]);
  check(`${name}: a permitted tool runs`, existsSync(join(project, "cart.py")) && existsSync(join(project, "listed.txt")),
    played.told + played.out);
  const tasks = await gateway.ask("/v1/tasks");
  if (!client.endless) check(`${name}: the task ends with the session`, tasks.body.tasks?.length === 0, JSON.stringify(tasks.body));

  played = await play([shell("touch granted.txt")], { allowed: false });
  check(`${name}: a permit has no opinion`, !existsSync(join(project, "granted.txt")), played.told + played.out);

  if (sub) {
    played = await play([sub(prompt([shell("rm -r build")]))]);
    check(`${name}: a sub-agent is decided as well`, existsSync(join(project, "build")) && results.some((told) => told.includes("hold h-")),
      results.join("|") + played.out);
  }

  played = await play([shell("rm -r build")]);
  check(`${name}: a held call does not run`, existsSync(join(project, "build")) && played.told.includes("hold h-"), played.told + played.out);
  const approved = await gateway.approve(played.told);
  check(`${name}: a person approves it`, approved.status === 200, JSON.stringify(approved));
  played = await play([shell("rm -r build")], { resume: client.session(played.out) });
  check(`${name}: an approved call continues`, !existsSync(join(project, "build")), played.told + played.out);

  played = await play([shell("echo $(touch sly.txt)")]);
  check(`${name}: a command that cannot be parsed is held`, !existsSync(join(project, "sly.txt")) && played.told.includes("hold h-"), played.told + played.out);

  if (fetch) {
    writeFileSync(join(project, "notes.txt"), "The figures of the week are at http://127.0.0.1:9/figures, as always.\n");
    played = await play([shell("cat notes.txt"), fetch("http://127.0.0.1:9/figures")]);
    check(`${name}: a result is content, and chooses no address`,
      results.some((told) => told.includes("figures of the week")) && played.told.includes("READ-01") && played.told.includes("`url`"),
      results.join("|") + played.out);
    played = await play([shell("cat missing.txt"), fetch("http://127.0.0.1:9/missing")]);
    check(`${name}: of a tool that failed, what it read is known`, !/not known|unknown/.test(played.told), results.join("|") + played.out);
  }

  if (mcp) {
    client.server(home, `${gateway.url}/mcp/erp`, gateway.token("tools"));
    const erase = mcp("erase", { project: "shop", text: "all" });
    played = await play([erase]);
    check(`${name}: an MCP tool that does not go through the gateway is held by the hook`,
      !done.includes("erase") && /hold h-\d+, code/.test(played.told), played.told + played.out);
    gateway.install(name, project, client.user && home, "--intent", "author", "--through", "erp");
    played = await play([mcp("note", { project: "shop", text: "a" })]);
    check(`${name}: through the gateway, a permitted call is carried out`, done.includes("note"), played.told + played.out);
    played = await play([erase]);
    check(`${name}: through the gateway, a held call is not carried out`,
      !done.includes("erase") && played.told.includes("Held by Interlock"), played.told + played.out);
    const passed = await gateway.approve(played.told);
    played = await play([erase]);
    check(`${name}: through the gateway, an approved call continues`, done.includes("erase"), JSON.stringify(passed) + played.told + played.out);
    done.length = 0;
  }

  gateway.install(name, project, client.user && home, "--intent", "merger");
  played = await play([shell("gh pr merge 7")]);
  check(`${name}: a conflict is blocked`, !existsSync(merged) && played.told.includes("CA-01"), played.told + played.out);

  if (name === "claude-code") console.log(`${name}: ${speed(gateway, project)}`);

  const machine = client.turnOff && (await deployed(name, client, gateway, home, project, play));
  await gateway.stop();
  played = await play([shell("touch dead.txt")], machine && { machine });
  check(`${name}: a dead server blocks`, !existsSync(join(project, "dead.txt")), played.told + played.out);
}

/** Checks a hook that an administrator deploys, and that the person turns off. Returns the folder of the machine, if it can be tried. */
async function deployed(name, client, gateway, home, project, play) {
  const machine = join(scratch, name, "machine");
  gateway.deploy(name, project, client.user && home, machine, "--intent", "author");
  const [command, args] = onMachine(machine, "true", []);
  if (spawnSync(command, args).status !== 0) {
    console.log(`${name}: a managed hook is not tried, because only root can show the program another /etc`);
    gateway.install(name, project, client.user && home, "--intent", "merger");
    return undefined;
  }
  let played = await play([client.tools.shell("touch lawful.txt")], { machine });
  check(`${name}: under a managed hook, a permitted tool runs`, existsSync(join(project, "lawful.txt")), played.told + played.out);
  client.turnOff(home, project);
  played = await play([client.tools.shell("echo $(touch slier.txt)")], { machine });
  check(`${name}: a managed hook decides, although the person turns hooks off`,
    !existsSync(join(project, "slier.txt")) && played.told.includes("hold h-"), played.told + played.out);
  return machine;
}

/** How long the script takes, beside a request of curl that does nothing. */
function speed(gateway, project) {
  const event = (i) => JSON.stringify({ session_id: "speed", cwd: project, hook_event_name: "PreToolUse", tool_use_id: `speed-${i}`,
    tool_name: "Bash", tool_input: { command: "ls" } });
  const median = (command, input) => {
    const times = [];
    for (let i = 0; i < 60; i++) {
      const from = performance.now();
      const ended = spawnSync("sh", command, { input: input(i), encoding: "utf8" });
      if (ended.status !== 0) return `failed: ${ended.stderr}`;
      times.push(performance.now() - from);
    }
    return times.slice(10).sort((a, b) => a - b)[25].toFixed(1);
  };
  const script = median([join(project, ".interlock/hooks/claude-code.sh")], event);
  const floor = median(["-c", `curl -q -s -o /dev/null ${gateway.url}/health/live`], () => "");
  return `the script answers in ${script} ms (median of 50); curl alone takes ${floor} ms`;
}
