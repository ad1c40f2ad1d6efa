// Cursor's side of its hooks, after its documentation: the program needs an account, so that it cannot be run here. It starts the
// commands of `.cursor/hooks.json`, tells them an event, and takes exit code 2 or the answer `deny` as a denial; every other failure
// is one where the hook says `failClosed`.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { results, script } from "./model.mjs";

let calls = 0;

/** Plays a prompt. Nothing happens without a person where that is not allowed, as in the program. */
export const conversation = (project, prompt, { allowed = true, resume } = {}) => {
  const base = { conversation_id: resume ?? `conversation-${++calls}`, generation_id: `generation-${++calls}`, model: "scripted",
    cursor_version: "3.18.25", workspace_roots: [project], user_email: null, transcript_path: null };
  const told = [];
  const tell = (event, more) => {
    const { hooks } = JSON.parse(readFileSync(join(project, ".cursor", "hooks.json"), "utf8"));
    for (const hook of hooks[event] ?? []) {
      const ended = spawnSync("sh", ["-c", hook.command], {
        cwd: project, input: JSON.stringify({ ...base, hook_event_name: event, ...more }), encoding: "utf8", timeout: hook.timeout * 1000 });
      const answer = parsed(ended.stdout);
      const failed = ended.status !== 0 || answer === undefined;
      const denied = ended.status === 2 ? ended.stderr : answer?.permission === "deny" ? answer.agent_message
        : answer?.continue === false ? answer.user_message : failed && hook.failClosed ? "the hook failed" : undefined;
      if (denied !== undefined) return denied;
      if (answer?.permission === "allow") allowed = true;
    }
  };
  const stopped = tell("beforeSubmitPrompt", { prompt, attachments: [] });
  for (const { name, input } of stopped === undefined ? script([prompt]) : []) {
    const call = { tool_name: name, tool_input: input, tool_use_id: `call-${++calls}\nfc_${calls}`, cwd: "" };
    const denied = tell("preToolUse", call);
    if (denied !== undefined) told.push(denied);
    else if (!allowed) told.push("nobody is there to allow it");
    else {
      told.push(used(name, input, project));
      tell("postToolUse", { ...call, tool_output: "{}", duration: 1 });
    }
  }
  tell("sessionEnd", { session_id: base.conversation_id, reason: "completed" });
  results.push(...told);
  return { code: 0, out: `${base.conversation_id} ${stopped ?? ""}` };
};

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const used = (name, input, project) => {
  if (name === "Write") writeFileSync(input.file_path, input.content);
  else spawnSync("sh", ["-c", input.command], { cwd: project, env: { ...process.env, PATH: `${join(project, "../home/bin")}:${process.env.PATH}` } });
  return "done";
};
