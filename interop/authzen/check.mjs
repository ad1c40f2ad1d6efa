// An enforcement point before servers that this starts, over TLS. Usage: node check.mjs INTERLOCK FOLDER VECTORS PACKAGES.
// Prints a line for each check, which interop/run counts.
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, expect, freePort, print, start } from '../suite.mjs';

const [interlock, folder, vectors, packages] = process.argv.slice(2);
const here = new URL('.', import.meta.url).pathname;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const holds = (all, one) => all.some((each) => Object.keys(one).every((key) => same(each[key], one[key])));

/** A server with one enforcing caller, for people of these names with these properties. */
async function serve(name, people, more) {
  const home = join(folder, name);
  mkdirSync(home);
  const printed = await print(interlock, 'token');
  const secret = printed.match(/^[A-Za-z0-9_-]{20,}$/m)?.[0];
  const hash = printed.match(/sha256:[0-9a-f]{64}/)?.[0];
  if (!secret || !hash) throw new Error(`no token in: ${printed.replace(/[A-Za-z0-9_-]{30,}/g, '...')}`);
  const nobody = () => `sha256:${createHash('sha256').update(randomBytes(32)).digest('hex')}`;
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const subjects = Object.entries(people).filter(([, its]) => Object.keys(its).length > 0);
  const config = {
    domain: `${name}.example.com`,
    listen: { address: `127.0.0.1:${port}`, tls: { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') } },
    bundle: join(here, name, 'bundle'),
    people: Object.fromEntries(Object.keys(people).map((who) => [who, { token: nobody() }])),
    authzen: {
      url,
      callers: { pep: { token: hash, mode: 'enforcing', properties: 'trusted', intent: 'use' } },
      subjects: Object.fromEntries(subjects),
      ...more,
    },
  };
  writeFileSync(join(home, 'interlock-server.yaml'), JSON.stringify(config));
  await start('the server', join(home, 'server.log'), interlock, ['serve', '--config', join(home, 'interlock-server.yaml')]);
  const post = (path, text, headers = {}) =>
    fetch(url + path, { method: 'POST', headers: { authorization: `Bearer ${secret}`, ...headers }, body: text });
  const ask = async (path, body) => {
    const answer = await post(path, JSON.stringify(body), { 'content-type': 'application/json' });
    expect(answer.status === 200, `HTTP ${answer.status}: ${await answer.clone().text()}`);
    return answer.json();
  };
  return { url, post, ask, home };
}

// --- the certification scenario

const certified = await serve(
  'certification',
  { alice: {}, bob: { properties: { role: 'admin' } } },
  { resources: { record: { 'record-1': { status: 'active' }, 'record-2': { status: 'archived' } } } },
);

async function pages(one, first) {
  const found = [];
  for (let page = first, turn = 0; turn < 10; turn++) {
    expect(page.results.length <= 1, 'a page is longer than its limit');
    found.push(...page.results);
    expect(typeof page.page.next_token === 'string', 'no next_token');
    if (page.page.next_token === '') break;
    page = await certified.ask(one.post, { ...one.body, page: { limit: 1, token: page.page.next_token } });
  }
  one.pages.forEach((wanted) => expect(holds(found, wanted), `${JSON.stringify(wanted)} is on no page`));
}

for (const one of JSON.parse(readFileSync(join(here, 'certification', 'cases.json'), 'utf8'))) {
  await check(`certification ${one.case}: ${one.title}`, async () => {
    const headers = one.type === '' ? {} : { 'content-type': one.type ?? 'application/json' };
    if (one.requestId) headers['x-request-id'] = one.requestId;
    const text = one.text ?? JSON.stringify(one.body);
    const answer = await certified.post(one.post, new TextEncoder().encode(text), headers);
    expect(answer.status === one.status, `HTTP ${answer.status}: ${await answer.clone().text()}`);
    if (one.requestId) expect(answer.headers.get('x-request-id') === one.requestId, 'no request id came back');
    if (answer.status !== 200) return;
    expect(answer.headers.get('content-type').startsWith('application/json'), 'it is no json');
    const json = await answer.json();
    if ('decision' in one) expect(json.decision === one.decision, JSON.stringify(json));
    if (one.decisions || one.items) {
      const came = json.evaluations.map((each) => each.decision);
      expect(came.every((each) => typeof each === 'boolean'), 'a decision is no boolean');
      expect(one.decisions ? same(came, one.decisions) : came.length === one.items, JSON.stringify(came));
    }
    one.results?.forEach((wanted) => expect(holds(json.results, wanted), `${JSON.stringify(wanted)} is missing`));
    if (one.empty) expect(same(json.results, []), JSON.stringify(json));
    if (one.pages) await pages(one, json);
  });
}

await check('certification c-5: no caller, no answer', async () => {
  const answer = await fetch(`${certified.url}/access/v1/evaluation`, { method: 'POST', body: '{}' });
  expect(answer.status === 401 && answer.headers.get('www-authenticate'), `HTTP ${answer.status}`);
});

await check("certification c-6: the server's metadata", async () => {
  const answer = await fetch(`${certified.url}/.well-known/authzen-configuration`);
  expect(answer.status === 200 && answer.headers.get('content-type').startsWith('application/json'), `HTTP ${answer.status}`);
  const metadata = await answer.json();
  expect(metadata.policy_decision_point === certified.url, metadata.policy_decision_point);
  for (const name of ['access_evaluation', 'access_evaluations', 'search_subject', 'search_resource', 'search_action']) {
    expect(new URL(metadata[`${name}_endpoint`]).protocol === 'https:', `${name}_endpoint`);
  }
  const [head, claims, signature] = metadata.signed_metadata.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  const { keys } = await (await fetch(metadata.jwks_uri)).json();
  const key = keys.find((each) => each.kid === read(head).kid);
  const good = verify(null, `${head}.${claims}`, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'));
  expect(good, 'the signature is wrong');
  expect(read(claims).iss === certified.url, 'no issuer');
});

// --- an MCP gateway with parts of others asks

const { step } = await import(join(packages, 'gateway.mjs'));
const docs = await serve('mcp', { alice: {}, bob: {} }, {});
let mapping;
await check('coaz: the mapping is printed', async () => {
  mapping = JSON.parse(await print(interlock, 'coaz', '--config', join(docs.home, 'interlock-server.yaml'), '--json'));
  expect(mapping.policy_decision_point === docs.url, mapping.policy_decision_point);
  expect(same(Object.keys(mapping.servers), ['docs']), JSON.stringify(Object.keys(mapping.servers)));
});

const publish = (document) => ({ name: 'publish', arguments: { document } });
const completion = { ref: { type: 'ref/resource', uri: 'doc://c' }, argument: { name: 'x', value: 'y' } };
const reads = (uris) => ({ notifications: { resourceSubscriptions: uris } });
for (const [who, method, params, wanted] of [
  ['alice', 'server/discover', {}, true],
  ['mallory', 'server/discover', {}, false],
  ['alice', 'initialize', { protocolVersion: '2025-11-25' }, true],
  ['alice', 'tools/list', {}, true],
  ['alice', 'resources/list', {}, true],
  ['alice', 'prompts/list', {}, false],
  ['alice', 'resources/read', { uri: 'doc://a' }, true],
  ['alice', 'tools/call', publish('doc://a'), false],
  ['bob', 'tools/call', publish('doc://b'), true],
  ['bob', 'resources/read', { uri: 'doc://b' }, false],
  ['bob', 'tools/call', { name: 'erase', arguments: {} }, false],
  ['bob', 'tools/call', { ...publish('doc://d'), inputResponses: { k: { action: 'accept' } } }, false],
  ['bob', 'tools/call', { ...publish('doc://d'), _meta: { 'dev.interlock/task': 't-999' } }, false],
  ['bob', 'tools/call', publish('doc://d'), true],
  ['alice', 'completion/complete', completion, true],
  ['alice', 'subscriptions/listen', reads(['doc://e', 'doc://f']), true],
  ['alice', 'tools/call', publish('doc://f'), false],
  ['bob', 'subscriptions/listen', reads(['doc://g', 'doc://d']), false],
  ['alice', 'tasks/get', { taskId: 'x' }, true],
  ['alice', 'ping', {}, 'pass'],
  ['alice', 'notifications/cancelled', {}, 'pass'],
  ['alice', 'tasks/update', { taskId: 'x' }, 'deny'],
  ['alice', 'made/up', {}, 'deny'],
]) {
  await check(`coaz: ${method} ${JSON.stringify(params)} by ${who}: ${wanted}`, async () => {
    const token = { sub: who, aud: ['https://docs.example.com'], client_id: 'agent-1' };
    const next = step(mapping, 'docs', method, params, token);
    if (typeof next === 'string') return expect(next === wanted, next);
    const answer = await docs.ask('/access/v1/evaluation', next);
    expect(answer.decision === wanted, JSON.stringify(answer));
    const [obligation] = answer.context.obligations ?? [];
    if (!obligation) return expect(!answer.context.evaluation_id || !wanted, 'a permit that nobody has to report');
    expect(obligation.type === 'custom' && obligation.properties.action === 'report-outcome', JSON.stringify(obligation));
    const report = await docs.ask(new URL(obligation.properties.endpoint).pathname, { outcome: 'succeeded' });
    expect(report.outcome === 'succeeded', JSON.stringify(report));
  });
}

// --- the payloads of the interoperability events

const payloads = (name) => JSON.parse(readFileSync(join(vectors, name), 'utf8'));
if (!existsSync(vectors)) {
  console.log(`fail payloads: there is no folder ${vectors}`);
  process.exit(0);
}

const person = (n) => `CiRmZD${n}2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs`;
const todo = await serve(
  'todo',
  Object.fromEntries(
    [
      ['rick', 'A', 'rick@the-citadel.com', ['admin', 'evil_genius']],
      ['morty', 'E', 'morty@the-citadel.com', ['editor']],
      ['summer', 'I', 'summer@the-smiths.com', ['editor']],
      ['beth', 'M', 'beth@the-smiths.com', ['viewer']],
      ['jerry', 'Q', 'jerry@the-smiths.com', ['viewer']],
    ].map(([name, n, email, roles]) => [name, { ids: [person(n), email], properties: { email, roles } }]),
  ),
  {},
);

/** @param events each with `request` and `expected` */
async function evaluations(name, events, server) {
  for (const [index, { request, expected }] of events.entries()) {
    const what = `${request.action.name} ${request.resource.type}/${request.resource.id} by ${request.subject.id.slice(4, 7)}`;
    await check(`${name} ${index + 1}: ${what}`, async () => {
      const { decision } = await server.ask('/access/v1/evaluation', request);
      expect(decision === expected, `the decision is ${decision}`);
    });
  }
}

const todos = payloads('todo-decisions-1_0-02.json');
await evaluations('todo', todos.evaluation, todo);
for (const [index, { request, expected }] of todos.evaluations.entries()) {
  await check(`todo, several ${index + 1}`, async () => {
    const { evaluations } = await todo.ask('/access/v1/evaluations', request);
    const came = evaluations.map(({ decision }) => ({ decision }));
    expect(same(came, expected), JSON.stringify(came));
  });
}
await evaluations('gateway', payloads('gateway-decisions.json').evaluation, todo);

// the data of the search scenario, as its description tabulates them
const table = (text) => text.trim().split(/\s+/).map((line) => line.split(':'));
const records = await serve(
  'records',
  Object.fromEntries(
    table(`alice:manager:Sales bob:employee:Legal carol:contractor:Legal dan:manager:Finance erin:employee:Finance
      felix:contractor:Accounting`).map(([name, role, department]) => [name, { properties: { role, department } }]),
  ),
  {
    resources: {
      record: Object.fromEntries(
        table(`101:Legal:alice 102:Legal:bob 103:Legal:carol 104:Accounting:dan 105:Legal:erin 106:Accounting:felix
          107:Sales:alice 108:Legal:bob 109:Accounting:carol 110:Sales:dan 111:Accounting:erin 112:Legal:felix
          113:Sales:alice 114:Accounting:bob 115:Finance:carol 116:Legal:dan 117:Legal:erin 118:Accounting:felix
          119:Legal:alice 120:Accounting:bob`).map(([id, department, owner]) => [id, { department, owner }]),
      ),
    },
  },
);
const sorted = (results) => results.map((each) => JSON.stringify(Object.entries(each).sort())).sort();
for (const [kind, name, list] of [
  ['action', 'search-action-results.json', 'evaluation'],
  ['resource', 'search-resource-results.json', 'evaluation'],
  ['subject', 'search-subject-results.json', 'evaluation'],
  ['resource', 'idp-results.json', 'search'],
]) {
  for (const [index, { request, expected }] of payloads(name)[list].entries()) {
    await check(`${name.replace('-results.json', '')} ${index + 1}: ${request.subject.id ?? '?'} ${request.action?.name ?? '?'} ${request.resource.id ?? '?'}`, async () => {
      const { results } = await records.ask(`/access/v1/search/${kind}`, request);
      expect(same(sorted(results), sorted(expected.results)), JSON.stringify(results));
    });
  }
}
process.exit(0);
