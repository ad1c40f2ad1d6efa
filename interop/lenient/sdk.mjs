// Pays vendors, with the official TypeScript SDK, whose schemas drop what they do not declare, and JavaScript's Number(), which reads blanks,
// signs, zeros and exponents. Up to 1.20.2 the SDK runs the handler and then answers -32602 where the output does not fit its schema; that
// for 13 EUR does not. Usage: node sdk.mjs EFFECTS.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { appendFileSync } from 'node:fs';
import { z } from 'zod';

const [effects] = process.argv.slice(2);
const written = z.union([z.string(), z.number()]).transform(Number);
const server = new McpServer({ name: 'lenient-sdk', version: '1' });
server.registerTool(
  'pay',
  {
    description: 'Pays a vendor',
    inputSchema: { vendor_id: written, amount: written },
    outputSchema: { paid: z.string() },
  },
  ({ vendor_id, amount }) => {
    appendFileSync(effects, `${JSON.stringify({ server: 'sdk', vendor: `${vendor_id}`, amount: `${amount}` })}\n`);
    const structuredContent = { paid: amount === 13 ? amount : `${amount}` };
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  },
);
await server.connect(new StdioServerTransport());
