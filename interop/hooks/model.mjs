// A model that plays a script: the last message of a person has `PLAY:` and, in Base64 so that no program changes it, `[{"name": TOOL,
// "input": {...}}, ...]`. The model uses these tools one after the other. What came back of each stands in `results`.
import { createServer } from "node:http";
import { completions } from "./chat.mjs";

/** The prompt that has the model use the tools. */
export const prompt = (uses) => `PLAY:${Buffer.from(JSON.stringify(uses)).toString("base64")}`;

const texts = (content) =>
  typeof content === "string" ? [content] : (content ?? []).filter((part) => part.type === "text").map((part) => part.text);

/** The tools that one of the texts has the model use. */
export const script = (words) => {
  for (const text of words.toReversed()) {
    const found = /PLAY:([A-Za-z0-9+/]+=*)/.exec(text);
    if (found) return JSON.parse(Buffer.from(found[1], "base64").toString());
  }
  return [];
};

export const results = [];

/** Anthropic's messages. */
const messages = (body) => {
  const asked = body.messages.findLastIndex(
    (message) => message.role === "user" && texts(message.content).some((text) => text.includes("PLAY:")));
  const play = script(texts(body.messages[asked]?.content));
  const told = body.messages.slice(asked + 1)
    .flatMap((message) => (Array.isArray(message.content) ? message.content : []))
    .filter((part) => part.type === "tool_result");
  if (told.length > 0) results.push(texts(told.at(-1).content).join(" "));
  const next = (body.tools ?? []).length > 0 ? play[told.length] : undefined;
  return next
    ? [{ type: "tool_use", id: `toolu_${Date.now()}_${told.length}`, name: next.name, input: next.input }, "tool_use"]
    : [{ type: "text", text: "That is all." }, "end_turn"];
};

const streamed = (block, reason) => {
  const start = { ...block, ...(block.type === "text" ? { text: "" } : { input: {} }) };
  const delta =
    block.type === "text"
      ? { type: "text_delta", text: block.text }
      : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
  return [
    { type: "message_start", message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], stop_reason: null,
      stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: start },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 1 } },
    { type: "message_stop" },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
};

/** OpenAI's responses: an item, and the events around it. */
const responses = (body) => {
  const words = (item) => (Array.isArray(item.content) ? item.content.map((part) => part.text ?? "") : [String(item.content ?? "")]);
  const asked = body.input.findLastIndex((item) => item.role === "user" && words(item).some((text) => text.includes("PLAY:")));
  const play = script(words(body.input[asked] ?? {}));
  const told = body.input.slice(asked + 1).filter((item) => item.type === "function_call_output");
  if (told.length > 0) results.push(typeof told.at(-1).output === "string" ? told.at(-1).output : JSON.stringify(told.at(-1).output));
  const next = play[told.length];
  const named = new Set((body.tools ?? []).map((tool) => tool.name));
  const id = `call_${Date.now()}_${told.length}`;
  const call = (name, input) => ({ type: "function_call", id: `fc_${id}`, call_id: id, name, arguments: JSON.stringify(input) });
  let item = { type: "message", id: `msg_${id}`, role: "assistant", content: [{ type: "output_text", text: "That is all." }] };
  if (next?.namespace) {
    item = { ...call(next.name, next.input), namespace: next.namespace }; // a tool of an MCP server
  } else if (next) {
    item = named.has("exec_command") ? call("exec_command", { cmd: next.input.command }) : call("shell_command", next.input);
  }
  const response = { id: `resp_${id}`, usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } };
  return [
    { type: "response.created", response },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
};

/** Google's contents. */
const contents = (body) => {
  const words = (content) => (content.parts ?? []).map((part) => part.text ?? "");
  const asked = (body.contents ?? []).findLastIndex((each) => each.role === "user" && words(each).some((text) => text.includes("PLAY:")));
  const play = asked < 0 ? [] : script(words(body.contents[asked]));
  const told = (body.contents ?? []).slice(asked + 1).flatMap((each) => each.parts ?? []).filter((part) => part.functionResponse);
  if (told.length > 0) results.push(JSON.stringify(told.at(-1).functionResponse.response));
  const next = body.tools ? play[told.length] : undefined;
  const part = next ? { functionCall: { name: next.name, args: next.input } } : { text: "That is all." };
  return { candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 } };
};

const answer = (path, body) => {
  if (path.endsWith("/count_tokens")) return ["application/json", JSON.stringify({ input_tokens: 1 })];
  if (path.endsWith("/chat/completions")) {
    const { result, type, text } = completions(body, script);
    if (result !== undefined) results.push(result);
    return [type, text];
  }
  if (path.endsWith("/responses")) return ["text/event-stream", responses(body)];
  if (path.endsWith(":streamGenerateContent")) return ["text/event-stream", `data: ${JSON.stringify(contents(body))}\n\n`];
  if (path.endsWith(":generateContent")) return ["application/json", JSON.stringify(contents(body))];
  if (!path.endsWith("/messages")) return ["application/json", "{}"];
  const [block, reason] = messages(body);
  return body.stream
    ? ["text/event-stream", streamed(block, reason)]
    : ["application/json", JSON.stringify({ id: "msg_1", type: "message", role: "assistant", model: "m", content: [block],
        stop_reason: reason, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } })];
};

/** Starts it on a loopback port. */
export const start = () =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const [type, reply] = answer(new URL(request.url, "http://m").pathname, text ? JSON.parse(text) : {});
        response.writeHead(200, { "content-type": type });
        response.end(reply);
      });
    });
    server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, close: () => server.close() }));
  });
