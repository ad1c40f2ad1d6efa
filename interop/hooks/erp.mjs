// An MCP server with two tools, as an upstream of the gateway. What they were called with stands in `done`.
import { createServer } from "node:http";

export const done = [];

/** Its entry in the bundle: one tool is permitted, the other waits for a person. */
export const catalogue = `server: erp
no-effect: [401-challenge, 404-session, is-error]
tools:
  note: {duty: code.write, on: {project: args.project}, arguments: {text: text}}
  erase: {duty: work.destroy, on: {project: args.project}, arguments: {text: text}}
`;

const tool = (name) => ({ name, description: name, inputSchema: { type: "object", required: ["project", "text"],
  properties: { project: { type: "string" }, text: { type: "string" } } } });

const answer = ({ method, params }) => {
  if (method === "initialize") {
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "erp", version: "1" } };
  }
  if (method === "ping") return {};
  if (method === "tools/list") return { tools: [tool("note"), tool("erase")] };
  if (method === "tools/call") {
    done.push(params.name);
    return { content: [{ type: "text", text: "it is done" }] };
  }
};

export const start = () =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        if (request.method !== "POST") return response.writeHead(405).end();
        const message = JSON.parse(Buffer.concat(parts).toString());
        if (message.id === undefined) return response.writeHead(202).end();
        const result = answer(message);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id,
          ...(result ? { result } : { error: { code: -32601, message: "no such method" } }) }));
      });
    });
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}/mcp`, close: () => server.close() }));
  });
