// How each program is run once, with a prompt, against the scripted model: offline, in a home of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { conversation } from "./cursor.mjs";

/** Shows a program the folder `etc` of a machine above that of this one, in a file system of its own; needs root. */
export const onMachine = (machine, command, args) =>
  machine
    ? ["unshare", ["-m", "sh", "-c", 'mount -t overlay overlay -o "lowerdir=$0:/etc" /etc && exec "$@"', join(machine, "etc"), command, ...args]]
    : [command, args];

/** Runs a program once. */
const run = (command, args, { cwd, env, machine, seconds = 120 }) =>
  new Promise((resolve) => {
    const child = spawn(...onMachine(machine, command, args), { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (out += part));
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve({ code, out });
    });
  });

export const clients = {
  "claude-code": {
    tools: {
      shell: (command) => ({ name: "Bash", input: { command, description: "does it" } }),
      write: (path, content) => ({ name: "Write", input: { file_path: path, content } }),
      sub: (prompt) => ({ name: "Agent", input: { description: "d", prompt, subagent_type: "general-purpose", run_in_background: false } }),
    },
    session: (out) => /"session_id":"([^"]+)"/.exec(out)?.[1],
    turnOff: (home, project) => add(join(project, ".claude", "settings.local.json"), { disableAllHooks: true }),
    run: (packages, home, project, model, prompt, { allowed = true, resume, machine } = {}) => {
      mkdirSync(home, { recursive: true });
      return run(
        join(packages, "node_modules/.bin/claude"),
        ["-p", prompt, ...(resume ? ["--resume", resume] : []), "--output-format", "json", "--permission-mode", allowed ? "acceptEdits" : "default",
          ...(allowed ? ["--allowedTools", "Bash,Write,Agent"] : [])],
        {
          cwd: project,
          machine,
          env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, ANTHROPIC_BASE_URL: `http://127.0.0.1:${model.port}`,
            ANTHROPIC_API_KEY: "none", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1" },
        });
    },
  },
  codex: {
    user: true,
    tools: {
      shell: (command) => ({ name: "shell", input: { command } }),
      write: (path, content) => ({ name: "shell", input: { command: `printf '${content.trim()}' > ${path}` } }),
    },
    session: (out) => /"thread_id":"([^"]+)"/.exec(out)?.[1],
    turnOff: () => {}, // it is started with `--disable hooks`
    run: (packages, home, project, model, prompt, { allowed = true, resume, machine } = {}) => {
      mkdirSync(join(home, ".codex"), { recursive: true });
      writeFileSync(join(home, ".codex", "config.toml"), [
        'model = "gpt-5.1-codex"', 'model_provider = "scripted"', "[model_providers.scripted]", 'name = "scripted"',
        `base_url = "http://127.0.0.1:${model.port}/v1"`, 'env_key = "SCRIPTED_KEY"', 'wire_api = "responses"', ""].join("\n"));
      return run(
        join(packages, "node_modules/.bin/codex"),
        ["exec", "--json", "--skip-git-repo-check", ...(machine ? ["--disable", "hooks"] : ["--dangerously-bypass-hook-trust"]),
          ...(allowed ? ["--dangerously-bypass-approvals-and-sandbox"] : []), ...(resume ? ["resume", resume] : []), prompt],
        { cwd: project, machine, env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, SCRIPTED_KEY: "none" } });
    },
  },
  gemini: {
    user: true,
    tools: {
      shell: (command) => ({ name: "run_shell_command", input: { command, description: "does it" } }),
      write: (path, content) => ({ name: "write_file", input: { file_path: path, content } }),
    },
    session: (out) => /"session_id": ?"([^"]+)"/.exec(out)?.[1],
    // `install` writes beside what stands in the settings already
    before: (home) => {
      mkdirSync(join(home, ".gemini"), { recursive: true });
      writeFileSync(join(home, ".gemini", "settings.json"), JSON.stringify({ security: { auth: { selectedType: "gemini-api-key" } } }));
    },
    turnOff: (home) => add(join(home, ".gemini", "settings.json"), { hooksConfig: { enabled: false } }),
    run: (packages, home, project, model, prompt, { allowed = true, resume, machine } = {}) =>
      run(
        join(packages, "node_modules/.bin/gemini"),
        ["-p", prompt, "-o", "json", "-m", "gemini-2.5-flash", ...(allowed ? ["--yolo"] : []), ...(resume ? ["--resume", resume] : [])],
        {
          cwd: project,
          machine,
          env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, GEMINI_API_KEY: "none",
            GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${model.port}`, GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_CLI_TRUST_WORKSPACE: "true" },
        }),
  },
  copilot: {
    user: true,
    tools: {
      shell: (command) => ({ name: "bash", input: { command, description: "does it" } }),
      write: (path, content) => ({ name: "create", input: { path, file_text: content } }),
      sub: (prompt) => ({ name: "task", input: { description: "d", prompt, agent_type: "general-purpose", name: "helper", mode: "sync" } }),
      mcp: (tool, input) => ({ name: `erp-${tool}`, input }),
    },
    session: (out) => /"sessionId":"([^"]+)"[^{}]*"exitCode"/.exec(out)?.[1],
    turnOff: (home) => add(join(home, ".copilot", "settings.json"), { disableAllHooks: true }),
    server: (home, url, token) => {
      mkdirSync(join(home, ".copilot"), { recursive: true });
      writeFileSync(join(home, ".copilot", "mcp-config.json"), JSON.stringify({
        mcpServers: { erp: { type: "http", url, headers: { Authorization: `Bearer ${token}` }, tools: ["*"] } } }));
    },
    run: (packages, home, project, model, prompt, { allowed = true, resume, machine } = {}) =>
      run(
        join(packages, "node_modules/.bin/copilot"),
        ["-p", prompt, ...(resume ? [`--resume=${resume}`] : []), "--output-format", "json", ...(allowed ? ["--allow-all-tools"] : [])],
        {
          cwd: project,
          machine,
          env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, COPILOT_OFFLINE: "true", COPILOT_AUTO_UPDATE: "false",
            COPILOT_PROVIDER_BASE_URL: `http://127.0.0.1:${model.port}/v1`, COPILOT_PROVIDER_API_KEY: "none", COPILOT_MODEL: "scripted" },
        }),
  },
  opencode: {
    user: true,
    endless: true, // it does not say that a session is over
    tools: {
      shell: (command) => ({ name: "bash", input: { command, description: "does it" } }),
      write: (path, content) => ({ name: "write", input: { filePath: path, content } }),
      sub: (prompt) => ({ name: "task", input: { description: "d", prompt, subagent_type: "general" } }),
      fetch: (url) => ({ name: "webfetch", input: { url, format: "text" } }),
      mcp: (tool, input) => ({ name: `erp_${tool}`, input }),
    },
    session: (out) => /"sessionID":"([^"]+)"/.exec(out)?.[1],
    turnOff: () => {}, // it has no switch but `--pure`, which no one can prevent
    server: (home, url, token) => opencode(home, { mcp: { erp: { type: "remote", url, enabled: true, oauth: false,
      headers: { Authorization: `Bearer ${token}` } } } }),
    run: (packages, home, project, model, prompt, { allowed = true, resume, machine } = {}) => {
      opencode(home, {
        provider: { scripted: { npm: "@ai-sdk/openai-compatible", name: "scripted", models: { scripted: { name: "scripted" } },
          options: { baseURL: `http://127.0.0.1:${model.port}/v1`, apiKey: "none" } } },
        model: "scripted/scripted", small_model: "scripted/scripted", enabled_providers: ["scripted"], autoupdate: false,
        permission: { bash: allowed ? "allow" : "ask", edit: "allow" },
      });
      return run(
        join(packages, "node_modules/.bin/opencode"),
        ["run", "--format", "json", ...(resume ? ["--session", resume] : []), prompt],
        {
          cwd: project,
          machine,
          seconds: 300, // it looks for packages in every folder of settings
          env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, OPENCODE_DISABLE_MODELS_FETCH: "1",
            OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_LSP_DOWNLOAD: "1", OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
            npm_config_offline: "true" },
        });
    },
  },
  cursor: {
    remark: "the program does not run without an account, so that its side is played after its documentation",
    tools: {
      shell: (command) => ({ name: "Shell", input: { command, working_directory: "" } }),
      write: (path, content) => ({ name: "Write", input: { file_path: path, content } }),
    },
    session: (out) => /^conversation-\d+/.exec(out)?.[0],
    run: (packages, home, project, model, prompt, options) => conversation(project, prompt, options),
  },
};

/** Adds to a file of settings. */
const add = (file, more) => {
  mkdirSync(dirname(file), { recursive: true });
  const there = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  writeFileSync(file, JSON.stringify({ ...there, ...more }));
};
const opencode = (home, more) => add(join(home, ".config", "opencode", "opencode.json"), more);
