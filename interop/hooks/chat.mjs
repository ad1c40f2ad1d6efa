// OpenAI's chat completions, as Copilot CLI and opencode ask for them: the next tool of the script, or a last word.
const words = (content) => (typeof content === "string" ? [content] : (content ?? []).map((part) => part.text ?? ""));

/**
 * @param script finds the tools to play in what a person said
 * @returns what came of the last tool, if there was one, and the answer as a stream of events or as a whole
 */
export const completions = (body, script) => {
  const asked = body.messages.findLastIndex((message) => message.role === "user" && script(words(message.content)).length > 0);
  const play = asked < 0 ? [] : script(words(body.messages[asked].content));
  const told = body.messages.slice(asked + 1).filter((message) => message.role === "tool");
  const next = (body.tools ?? []).length > 0 ? play[told.length] : undefined;
  const message = next
    ? { role: "assistant", content: null, tool_calls: [{ index: 0, id: `call_${Date.now()}_${told.length}`, type: "function",
        function: { name: next.name, arguments: JSON.stringify(next.input) } }] }
    : { role: "assistant", content: "That is all." };
  const reason = next ? "tool_calls" : "stop";
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const base = { id: "chatcmpl-1", created: 1, model: body.model };
  const parts = [
    { ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta: message, finish_reason: null }] },
    { ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: reason }], usage },
  ];
  return {
    result: told.length > 0 ? words(told.at(-1).content).join(" ") : undefined,
    type: body.stream ? "text/event-stream" : "application/json",
    text: body.stream
      ? `${parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join("")}data: [DONE]\n\n`
      : JSON.stringify({ ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason: reason }], usage }),
  };
};
