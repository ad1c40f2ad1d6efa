// How each program is run once, with a prompt, against the scripted model: offline, in a home of its own.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const run = (command, args, { cwd, env, seconds = 60 }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
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
    run: (packages, home, project, model, prompt, { allowed = true, resume } = {}) => {
      mkdirSync(home, { recursive: true });
      return run(
        join(packages, "node_modules/.bin/claude"),
        ["-p", prompt, ...(resume ? ["--resume", resume] : []), "--output-format", "json", "--permission-mode", allowed ? "acceptEdits" : "default",
          ...(allowed ? ["--allowedTools", "Bash,Write,Agent"] : [])],
        {
          cwd: project,
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
    run: (packages, home, project, model, prompt, { allowed = true, resume } = {}) => {
      mkdirSync(join(home, ".codex"), { recursive: true });
      writeFileSync(join(home, ".codex", "config.toml"), [
        'model = "gpt-5.1-codex"', 'model_provider = "scripted"', "[model_providers.scripted]", 'name = "scripted"',
        `base_url = "http://127.0.0.1:${model.port}/v1"`, 'env_key = "SCRIPTED_KEY"', 'wire_api = "responses"', ""].join("\n"));
      return run(
        join(packages, "node_modules/.bin/codex"),
        ["exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-hook-trust",
          ...(allowed ? ["--dangerously-bypass-approvals-and-sandbox"] : []), ...(resume ? ["resume", resume] : []), prompt],
        { cwd: project, env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, SCRIPTED_KEY: "none" } });
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
    run: (packages, home, project, model, prompt, { allowed = true, resume } = {}) =>
      run(
        join(packages, "node_modules/.bin/gemini"),
        ["-p", prompt, "-o", "json", "-m", "gemini-2.5-flash", ...(allowed ? ["--yolo"] : []), ...(resume ? ["--resume", resume] : [])],
        {
          cwd: project,
          env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, GEMINI_API_KEY: "none",
            GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${model.port}`, GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_CLI_TRUST_WORKSPACE: "true" },
        }),
  },
};
