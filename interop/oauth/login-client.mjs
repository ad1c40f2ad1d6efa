// A client of the conformance suite that is told by the MCP server where to log in (RFC 9728), and has `interlock login` do
// it. Usage: node login-client.mjs INTERLOCK FOLDER SERVER-URL; ends with the exit code of the login.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const [interlock, folder, url] = process.argv.slice(2);
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'interop', version: '1' } },
};
const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const refused = await fetch(url, { method: 'POST', headers, body: JSON.stringify(initialize) });
const challenge = refused.headers.get('www-authenticate') ?? '';
const named = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
const metadata = await (await fetch(named ?? new URL('/.well-known/oauth-protected-resource/mcp', url))).json();
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const login = spawnSync(
  interlock,
  [
    'login', '--browser', '--json',
    '--url', new URL(url).origin,
    '--issuer', metadata.authorization_servers[0],
    '--client-id', context.client_id ?? 'test-client-id',
    '--resource', metadata.resource,
    '--scope', /scope="([^"]*)"/.exec(challenge)?.[1] ?? 'mcp',
  ],
  {
    env: { ...process.env, XDG_CONFIG_HOME: mkdtempSync(join(folder, 'login-')), BROWSER: join(folder, 'browser.sh') },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 20_000,
  },
);
process.exit(login.status ?? 1);
