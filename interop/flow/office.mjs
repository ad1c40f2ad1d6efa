// A mail server or a web server, with the official TypeScript SDK. Usage: node office.mjs mail SENT, which writes a line into the file SENT
// for each mail, or node office.mjs web PAGE, which returns the file PAGE whatever the address.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const [kind, file] = process.argv.slice(2);
const server = new McpServer({ name: kind, version: '1' });
const text = (said) => ({ content: [{ type: 'text', text: said }] });
if (kind === 'mail') {
  server.registerTool('send_mail', { inputSchema: { to: z.string(), body: z.string() } }, ({ to }) => {
    appendFileSync(file, `${to}\n`);
    return text('sent');
  });
} else {
  server.registerTool('fetch', { inputSchema: { url: z.string() } }, () => text(readFileSync(file, 'utf8')));
}
await server.connect(new StdioServerTransport());
