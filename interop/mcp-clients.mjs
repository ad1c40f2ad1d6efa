// The official TypeScript client before the test gateway: modern, negotiated and legacy, before a modern and a legacy
// server over stdio. Usage: node mcp-clients.mjs PORT. Prints a line for each check, which interop/run counts.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const port = process.argv[2];

function check(name, holds, seen) {
  console.log(holds ? `pass ${name}` : `fail ${name}: ${JSON.stringify(seen)}`);
}

const modes = { modern: { pin: '2026-07-28' }, auto: 'auto', legacy: 'legacy' };
for (const server of ['erp', 'old']) {
  for (const [name, mode] of Object.entries(modes)) {
    const where = `${name} before ${server}`;
    const headers = { Authorization: 'Bearer token-a', 'Interlock-Task': 't-1' };
    const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp/${server}`), {
      requestInit: { headers },
    });
    const client = new Client({ name: 'interop', version: '1' }, { versionNegotiation: { mode } });
    try {
      await client.connect(transport);
      const { tools } = await client.listTools();
      check(`${where}: list`, tools.map((tool) => tool.name).join() === 'echo,add,store', tools);
      const echo = await client.callTool({ name: 'echo', arguments: { text: 'grüße 世界' } });
      check(`${where}: call`, echo.content[0].text === 'grüße 世界' && !echo.isError, echo);
      const sum = await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } });
      check(`${where}: structured`, sum.structuredContent.sum === 5, sum);
      const stored = await client.callTool({ name: 'store', arguments: { region: ' zürich' } });
      check(`${where}: mirrored parameter`, !stored.isError && stored.content[0].text === 'stored', stored);
      const denied = await client.callTool({ name: 'add', arguments: { text: 'deny' } });
      check(`${where}: denial`, denied.isError && denied._meta['dev.interlock/decision'].verdict === 'denied', denied);
      const held = await client.callTool({ name: 'echo', arguments: { text: 'hold' } });
      check(`${where}: hold`, held.isError && held.content[0].text.includes('h-7'), held);
    } catch (error) {
      check(where, false, String(error));
    } finally {
      await client.close();
    }
  }
}
{
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp/erp`), {
    requestInit: { headers: { Authorization: 'Bearer nobody' } },
  });
  const client = new Client({ name: 'interop', version: '1' });
  let error;
  try {
    await client.connect(transport);
  } catch (e) {
    error = e;
  }
  check('an unknown token is refused', error !== undefined, 'connected');
}
process.exit(0);
