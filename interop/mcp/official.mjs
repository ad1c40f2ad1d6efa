// The official TypeScript clients before the official servers, through the gateway. Usage: node official.mjs TRANSPORT SETUP,
// where TRANSPORT is http or stdio, and SETUP a file of JSON: {url, token, wrap, servers: {NAME: command}, folder}. Prints a
// line for each check, which interop/run counts.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as modern from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as types from '@modelcontextprotocol/sdk/types.js';

const [transport, file] = process.argv.slice(2);
const setup = JSON.parse(readFileSync(file, 'utf8'));
const capabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: { listChanged: true } };
const patience = { timeout: 30_000 };

const answers = {
  'elicitation/create': () => ({ action: 'accept', content: { name: 'Ann', check: true } }),
  'sampling/createMessage': () => ({
    role: 'assistant',
    content: { type: 'text', text: 'a sampled answer' },
    model: 'none',
  }),
  'roots/list': () => ({ roots: [{ uri: 'file:///tmp/a-root', name: 'a root' }] }),
};

/** A client of either generation, with the differences between their interfaces taken away. */
function client(kind) {
  if (kind === 'v1') {
    const made = new OldClient({ name: 'interop', version: '1' }, { capabilities });
    made.setRequestHandler(types.ElicitRequestSchema, answers['elicitation/create']);
    made.setRequestHandler(types.CreateMessageRequestSchema, answers['sampling/createMessage']);
    made.setRequestHandler(types.ListRootsRequestSchema, answers['roots/list']);
    return { made, call: (params, options) => made.callTool(params, undefined, { ...patience, ...options }) };
  }
  const mode = { modern: { pin: '2026-07-28' }, auto: 'auto', legacy: 'legacy' }[kind];
  const made = new modern.Client({ name: 'interop', version: '1' }, { capabilities, versionNegotiation: { mode } });
  for (const [method, answer] of Object.entries(answers)) made.setRequestHandler(method, answer);
  return { made, call: (params, options) => made.callTool(params, { ...patience, ...options }) };
}

let numbers = 0;
function way(kind, server) {
  const old = kind === 'v1';
  if (transport === 'http') {
    const requestInit = { headers: { Authorization: `Bearer ${setup.token}` } };
    const Http = old ? OldHttp : modern.StreamableHTTPClientTransport;
    return new Http(new URL(`${setup.url}/mcp/${server}`), { requestInit });
  }
  const data = join(setup.folder, `data-${++numbers}`);
  mkdirSync(data, { recursive: true });
  const [command, ...args] = [...setup.wrap, '--server', server, '--data', data, '--', ...setup.servers[server]];
  return new (old ? OldStdio : ModernStdio)({ command, args, stderr: 'ignore', env: process.env });
}

const long = 'trigger-long-running-operation'; // of server-everything
let seen; // of the check that runs, to be shown if it fails
const text = (result) => (seen = result, result.content?.map((block) => block.text ?? '').join('\n') ?? '');

const checks = {
  async everything(made, call, check) {
    const { tools } = await made.listTools();
    await check('list', () => tools.some((tool) => tool.name === 'get-sum') && tools.length >= 12);
    await check('call', async () => text(await call({ name: 'echo', arguments: { message: 'grüße 世界' } })).includes('grüße 世界'));
    await check('structured', async () => {
      const found = await call({ name: 'get-structured-content', arguments: { location: 'Chicago' } });
      return typeof found.structuredContent.temperature === 'number';
    });
    await check('read', async () => {
      const { resources } = await made.listResources();
      const { contents } = await made.readResource({ uri: resources[0].uri });
      return contents[0].text.length > 0;
    });
    await check('template', async () => {
      const { resourceTemplates } = await made.listResourceTemplates();
      const { contents } = await made.readResource({ uri: resourceTemplates[0].uriTemplate.replace('{resourceId}', '7') });
      return contents[0].text.includes('7');
    });
    await check('prompt', async () => {
      const { messages } = await made.getPrompt({ name: 'args-prompt', arguments: { city: 'Bonn' } });
      return messages[0].content.text.includes('Bonn');
    });
    await check('complete', async () => {
      const ref = { type: 'ref/prompt', name: 'completable-prompt' };
      const { completion } = await made.complete({ ref, argument: { name: 'department', value: 'S' } });
      return completion.values.length > 0;
    });
    await check('progress', async () => {
      const heard = [];
      const onprogress = (progress) => progress.total === 4 && heard.push(progress);
      await call({ name: long, arguments: { duration: 1.2, steps: 4 } }, { onprogress });
      seen = heard;
      return heard.length >= 2 && heard.every((report, i) => i === 0 || report.progress > heard[i - 1].progress);
    });
    await check('elicitation', async () => {
      const asked = await call({ name: 'trigger-elicitation-request', arguments: {} });
      return text(asked).includes('Ann') && !asked.isError;
    });
    await check('sampling', async () => {
      const asked = await call({ name: 'trigger-sampling-request', arguments: { prompt: 'hello', maxTokens: 10 } });
      return text(asked).includes('a sampled answer') && !asked.isError;
    });
  },

  async files(made, call, check) {
    const { tools } = await made.listTools();
    await check('list', () => tools.some((tool) => tool.name === 'write_file'));
    const path = join(setup.folder, 'files', `note-${++numbers}.txt`);
    await check('call', async () => {
      const written = await call({ name: 'write_file', arguments: { path, content: 'grüße' } });
      const read = await call({ name: 'read_text_file', arguments: { path } });
      return !written.isError && text(read) === 'grüße' && readFileSync(path, 'utf8') === 'grüße';
    });
    await check('refused by rule', async () => {
      const outside = join(setup.folder, 'files', 'outside', 'note.txt');
      const denied = await call({ name: 'write_file', arguments: { path: outside, content: 'x' } });
      return denied.isError && denied._meta['dev.interlock/decision'].verdict === 'denied' && text(denied).includes('INTEROP-01');
    });
    await check("the server's own error", async () => {
      const failed = await call({ name: 'read_text_file', arguments: { path: '/nowhere/at/all' } });
      return failed.isError && text(failed).includes('ccess denied');
    });
  },

  async memory(made, call, check) {
    const { tools } = await made.listTools();
    await check('list', () => tools.length === 9);
    const name = `entity-${++numbers}-${transport}`;
    await check('call', async () => {
      await call({ name: 'create_entities', arguments: { entities: [{ name, entityType: 'thing', observations: ['is'] }] } });
      return text(await call({ name: 'search_nodes', arguments: { query: name } })).includes(name);
    });
    await check('read', async () => {
      const { contents } = await made.readResource({ uri: 'memory://knowledge-graph' });
      return contents[0].text.includes(name);
    });
  },
  // last: for a minute after it the gateway does not know for whom questions of this server are
  async 'everything, given up'(made, call, check) {
    await check('cancel', async () => {
      const stop = new AbortController();
      const began = Date.now();
      let gaveUp = false;
      try {
        const onprogress = () => stop.abort();
        await call({ name: long, arguments: { duration: 60, steps: 600 } }, { onprogress, signal: stop.signal });
      } catch {
        gaveUp = true;
      }
      const after = text(await call({ name: 'echo', arguments: { message: 'still there' } }));
      return gaveUp && Date.now() - began < 45_000 && after.includes('still there');
    });
  },
};

for (const which of Object.keys(checks)) {
  const server = which.split(',')[0];
  for (const kind of ['modern', 'auto', 'legacy', 'v1']) {
    const where = `${kind} client, ${which} over ${transport}`;
    const { made, call } = client(kind);
    const check = async (name, holds) => {
      try {
        seen = undefined;
        const held = await holds();
        console.log(held ? `pass ${where}: ${name}` : `fail ${where}: ${name}: ${JSON.stringify(seen)?.slice(0, 300)}`);
      } catch (error) {
        console.log(`fail ${where}: ${name}: ${String(error).replaceAll('\n', ' ').slice(0, 200)}`);
      }
    };
    try {
      await made.connect(way(kind, server));
      await checks[which](made, call, check);
    } catch (error) {
      console.log(`fail ${where}: ${String(error).replaceAll('\n', ' ').slice(0, 200)}`);
    } finally {
      await made.close().catch(() => {});
    }
  }
}
process.exit(0);
