// How each server is started so that it lists its tools: with keys that are none, and addresses at which nobody answers.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: none, user: {token: none}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
`;

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return server.address().port;
}

/** A Redis that says OK to everything: `server-redis` lists nothing before it is connected. */
const redis = () =>
  listening(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => socket.write('+OK\r\n'.repeat(data.toString().match(/^\*\d+\r$/gm)?.length ?? 1)));
    }),
  );

/** The documentation of Supabase, of which `mcp-server-supabase` asks for the schema when it starts. */
const documentation = () =>
  listening(
    createHttpServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { schema: 'type Query { none: Int }' } }));
    }),
  );

/**
 * The servers by the names of their bundles: `package`, `start` (its program and arguments), `env`, and `unpinned`, the tools that are
 * another at each start.
 */
export async function servers(scratch) {
  const kube = join(scratch, 'kubeconfig');
  writeFileSync(kube, kubeconfig);
  const official = (name) => `@modelcontextprotocol/server-${name}`;
  return {
    'chrome-devtools': { package: 'chrome-devtools-mcp', start: ['chrome-devtools-mcp'] },
    everything: { package: official('everything'), start: ['mcp-server-everything'] },
    filesystem: { package: official('filesystem'), start: ['mcp-server-filesystem', scratch] },
    github: { package: official('github'), start: ['mcp-server-github'], env: { GITHUB_PERSONAL_ACCESS_TOKEN: 'none' } },
    gitlab: { package: official('gitlab'), start: ['mcp-server-gitlab'], env: { GITLAB_PERSONAL_ACCESS_TOKEN: 'none' } },
    kubernetes: { package: 'kubernetes-mcp-server', start: ['kubernetes-mcp-server'], env: { KUBECONFIG: kube } },
    memory: { package: official('memory'), start: ['mcp-server-memory'], env: { MEMORY_FILE_PATH: join(scratch, 'memory.jsonl') } },
    mongodb: { package: 'mongodb-mcp-server', start: ['mongodb-mcp-server'], env: { MDB_MCP_TELEMETRY: 'disabled' } },
    notion: { package: '@notionhq/notion-mcp-server', start: ['notion-mcp-server'], env: { NOTION_TOKEN: 'none' } },
    playwright: { package: '@playwright/mcp', start: ['playwright-mcp'] },
    postgres: { package: official('postgres'), start: ['mcp-server-postgres', 'postgresql://127.0.0.1:9/none'] },
    redis: { package: official('redis'), start: ['mcp-server-redis', `redis://127.0.0.1:${await redis()}`] },
    sentry: { package: '@sentry/mcp-server', start: ['sentry-mcp'], env: { SENTRY_ACCESS_TOKEN: 'none' } },
    slack: { package: official('slack'), start: ['mcp-server-slack'], env: { SLACK_BOT_TOKEN: 'none', SLACK_TEAM_ID: 'T1' } },
    stripe: { package: '@stripe/mcp', start: ['mcp', '--tools=all', '--api-key=rk_test_none'] },
    supabase: {
      package: '@supabase/mcp-server-supabase',
      start: ['mcp-server-supabase', '--access-token=none', `--content-api-url=http://127.0.0.1:${await documentation()}/`],
      unpinned: ['supabase/search_docs'],
    },
  };
}
