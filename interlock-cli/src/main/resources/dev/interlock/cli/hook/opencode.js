// Asks Interlock about each tool that the agent is about to use. Written by `interlock hook install`.
// The one way in which a plugin of opencode blocks a tool is an error: everything that is not a permit throws.
import { readFile } from "node:fs/promises";

const url = "URL";
const tokenFile = "TOKEN FILE";
const milliseconds = 10000;

const token = async () => {
  const [line] = (await readFile(tokenFile, "utf8")).split(/\r?\n/);
  if (!/^[A-Za-z0-9_.~+/=-]+$/.test(line)) throw new Error("what is in " + tokenFile + " is no token");
  return line;
};

const ask = async (event) => {
  const response = await fetch(url, {
    method: "POST",
    redirect: "error",
    headers: { "content-type": "application/json", authorization: "Bearer " + (await token()) },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(milliseconds),
  });
  const answer = await response.json().catch(() => undefined);
  if (response.status !== 200) throw new Error("the server answered " + response.status + ": " + (answer?.detail ?? ""));
  return answer;
};

/** Returns if the server permits it; else throws the reason, which the agent is told. */
const decide = async (event) => {
  let answer;
  try {
    answer = await ask(await event());
  } catch (trouble) {
    throw new Error("Interlock: no decision: " + trouble.message);
  }
  const denial = answer?.hookSpecificOutput;
  if (denial?.permissionDecision === "deny") throw new Error(String(denial.permissionDecisionReason));
  if (answer?.constructor !== Object || Object.keys(answer).length > 0) throw new Error("Interlock: the server's answer is not a decision");
};

export const Interlock = async ({ client, directory }) => {
  const parents = new Map();
  const running = new Map(); // the tools that were permitted, by call

  const parent = async (session) => {
    if (!parents.has(session)) {
      const { data } = await client.session.get({ path: { id: session } });
      if (!data) throw new Error("opencode does not know the session");
      parents.set(session, data.parentID);
    }
    return parents.get(session);
  };
  /** Where an event happens: a sub-agent has a session of its own, below the one that a person began. */
  const place = async (session) => {
    let root = session;
    for (let above = await parent(root); above; above = await parent(root)) root = above;
    return root === session ? { session_id: root } : { session_id: root, agent_id: session };
  };
  /** The name of a tool; that of an MCP server is told apart by the names of all servers. */
  const named = async (tool) => {
    if (!tool.includes("_") || tool === "apply_patch") return { tool_name: tool };
    const { data } = await client.mcp.status();
    const servers = Object.keys(data ?? {}).filter((server) => tool.startsWith(prefix(server)));
    if (servers.length !== 1) return { tool_name: tool };
    const [name] = servers;
    return { tool_name: "mcp__" + name + "__" + tool.slice(prefix(name).length), mcp_server: { name } };
  };
  const prefix = (server) => server.replace(/[^a-zA-Z0-9_-]/g, "_") + "_";

  /**
   * Tells what came of a tool, and what the agent is about to read of it. Where that fails, the server knows neither: the outcome is unknown
   * to it after a while, and so is what the session has read.
   */
  const report = async (hook_event_name, session, call, result) => {
    const use = running.get(call);
    if (!use) return;
    running.delete(call);
    await ask({ hook_event_name, ...(await place(session)), cwd: directory, ...use, ...result }).catch(() => {});
  };

  return {
    "chat.message": ({ sessionID }, { parts }) =>
      decide(async () => ({
        hook_event_name: "UserPromptSubmit",
        ...(await place(sessionID)),
        prompt: parts.filter((part) => part.type === "text").map((part) => part.text).join("\n"),
      })),

    "tool.execute.before": async ({ tool, sessionID, callID }, { args }) => {
      const input = tool === "apply_patch" && args.patchText ? { command: args.patchText } : args;
      const use = {};
      await decide(async () => {
        Object.assign(use, await named(tool), { tool_use_id: callID });
        return { hook_event_name: "PreToolUse", ...(await place(sessionID)), cwd: directory, ...use, tool_input: input };
      });
      running.set(callID, use);
    },

    "tool.execute.after": ({ sessionID, callID }, result) =>
      report(result?.metadata?.exit ? "PostToolUseFailure" : "PostToolUse", sessionID, callID, {
        // the agent reads the output of a tool of the program, and all of the result of an MCP server
        tool_response: typeof result?.output === "string" ? { output: result.output } : result,
      }),

    event: async ({ event: { type, properties } }) => {
      const part = properties?.part;
      if (type === "message.part.updated" && part?.type === "tool" && part.state?.status === "error") {
        await report("PostToolUseFailure", part.sessionID, part.callID, { error: part.state.error });
      }
      const over = type === "session.idle" ? properties.sessionID : type === "session.deleted" ? properties.info?.id : undefined;
      if (!over) return;
      const where = await place(over).catch(() => undefined);
      if (where?.agent_id) await ask({ hook_event_name: "SubagentStop", ...where }).catch(() => {});
      else if (where && type === "session.deleted") await ask({ hook_event_name: "SessionEnd", ...where }).catch(() => {});
    },
  };
};
