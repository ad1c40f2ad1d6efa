// Apache Camel as the enforcement point in front of a service of ours, with the files of camel/ and nothing else: what Interlock permits
// reaches the service, all else does not. Usage: node camel.mjs INTERLOCK FOLDER CLASSPATH, with the certificates of interop/authzen.sh in
// the folder. Prints a line for each check, which interop/run counts.
import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { check, expect, freePort, print, start } from '../suite.mjs';

const [interlock, folder, classPath] = process.argv.slice(2);
const here = join(new URL('.', import.meta.url).pathname, 'camel');
const home = join(folder, 'camel');
mkdirSync(home);
const file = (name) => join(folder, name);
const read = (name) => readFileSync(file(name), 'utf8');

// --- the service: it creates vendors and pays them, and notes whatever reaches it

const reached = [];
let next = undefined; // how it answers the next request, unless it does what it is asked
let vendors = 0;
const service = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  reached.push({ path: `${request.method} ${request.url}`, headers: request.headers, text });
  const answers = next ?? [201, request.url === '/vendors' ? { vendor_id: `V-${++vendors}` } : { status: 'paid' }];
  next = undefined;
  const [status, answer] = typeof answers === 'function' ? await answers() : answers;
  if (status === 0) return request.socket.destroy();
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(answer));
}).listen(0, '127.0.0.1');
await once(service, 'listening');
const upstreamPort = service.address().port;
const upstream = `http://127.0.0.1:${upstreamPort}`;

// --- who everybody is: workloads of a trust domain, whose authority signs the gateway's certificate and the agents' tokens

const minted = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spiffe = (path) => `spiffe://example.org/${path}`;
const jwk = (key, more) => ({ ...key.export({ format: 'jwk' }), ...more });
const authority = new X509Certificate(read('ca.pem'));
const audience = 'https://vendors.example.com';

/** A JWT-SVID. */
function svid(who, aud, { key = minted.privateKey, life = 300 } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'ES256', kid: 'k1', typ: 'JWT' })}.${part({ sub: spiffe(who), aud: [aud], iat: now - 10, exp: now + life, jti: randomUUID() })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

const domain = { keys: [
  jwk(minted.publicKey, { use: 'jwt-svid', kid: 'k1' }),
  jwk(authority.publicKey, { use: 'x509-svid', x5c: [authority.raw.toString('base64')] }),
] };
writeFileSync(join(home, 'example.org.json'), JSON.stringify(domain));
writeFileSync(join(home, 'callers.jwks'), JSON.stringify({ keys: [jwk(minted.publicKey, { use: 'sig', alg: 'ES256', kid: 'k1' })] }));

// --- Interlock, with a REST door of its own to the same service

const port = await freePort();
const url = `https://localhost:${port}`;
const config = join(home, 'interlock-server.yaml');
const agents = { clerk: 'purchasing', payer: 'treasury' };
writeFileSync(config, JSON.stringify({
  domain: 'vendors.example.com',
  listen: {
    address: `127.0.0.1:${port}`,
    tls: { certificate: file('server.pem'), key: file('server.key'), 'client-certificates': 'optional' },
  },
  bundle: join(here, 'bundle'),
  upstreams: { erp: { openapi: join(here, 'vendors.openapi.yaml'), url: upstream } },
  trust: { audience: url, domains: { 'example.org': { bundle: join(home, 'example.org.json') } } },
  agents: Object.fromEntries(Object.entries(agents).map(([name, owner]) =>
    [name, { identity: spiffe(`agents/${name}`), owner, model: 'none', root: true, intent: 'use' }])),
  authzen: {
    url,
    callers: { camel: { identity: spiffe('gateways/camel'), mode: 'enforcing' } },
    subjects: Object.fromEntries(Object.keys(agents).map((name) => [name, { ids: [spiffe(`agents/${name}`)] }])),
  },
}));

// --- Camel

for (const name of ['gateway.camel.yaml', 'application.properties']) copyFileSync(join(here, name), join(home, name));
for (const name of ['svid.p12', 'trusted.p12']) copyFileSync(file(name), join(home, name));
const doorPort = await freePort();
const door = `https://localhost:${doorPort}`;
const [server] = await Promise.all([
  start('Interlock', join(home, 'server.log'), interlock, ['serve', '--config', config]),
  start('Camel', join(home, 'camel.log'), join(process.env.JAVA_HOME, 'bin', 'java'),
    ['-XX:TieredStopAtLevel=1', '-cp', `${home}:${classPath}`, join(here, 'Gateway.java')], {
      ...process.env,
      GATEWAY_HOME: home,
      GATEWAY_PORT: String(doorPort),
      GATEWAY_AUDIENCE: audience,
      GATEWAY_PASSWORD: read('password').trim(),
      GATEWAY_INTERLOCK: url,
      GATEWAY_SERVICE: upstream,
    }),
]);

async function send(base, path, body, headers) {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const answer = await fetch(base + path, { ...sent, signal: AbortSignal.timeout(20_000) });
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : {}, headers: answer.headers };
}

const vendor = JSON.stringify({ name: 'Acme "A" ${sys.user.home} {{env:HOME}} Ä' });
const payment = JSON.stringify({ amount: 120, currency: 'EUR' });

/** A request to Camel. */
const ask = (who, path, body = path === '/vendors' ? vendor : payment, headers = {}) =>
  send(door, path, body, { authorization: `Bearer ${svid(`agents/${who}`, audience)}`, ...headers });

/** A request to Interlock's own door. */
const direct = (who, path, body = path === '/vendors' ? vendor : payment) =>
  send(`${url}/rest/erp`, path, body, { authorization: `Bearer ${svid(`agents/${who}`, url)}` });

const seen = ({ status, text }) => `HTTP ${status} ${text}`;

/** Camel's answer to what has to be refused, and not to reach the service. */
async function refused(status, reason, asking) {
  const before = reached.length;
  const answer = await asking();
  expect(answer.status === status, seen(answer));
  if (reason) expect(answer.json.refused === reason, seen(answer));
  expect(reached.length === before, `it reached the service: ${reached.at(-1)?.path}`);
  return answer;
}

/** What has to reach the service once, and be answered so. */
async function sent(status, asking) {
  const before = reached.length;
  const answer = await asking();
  expect(answer.status === status, seen(answer));
  expect(reached.length === before + 1, `${reached.length - before} requests reached the service`);
  return answer;
}

let made; // by the clerk, through Camel
await check('camel: a permitted call reaches the service as it was asked for', async () => {
  const answer = await sent(201, () => ask('clerk', '/vendors', vendor, { 'x-request-id': 'r-1', cookie: 'a=b', 'x-other': 'c' }));
  made = answer.json.vendor_id;
  expect(made === 'V-1', seen(answer));
  expect(answer.headers.get('x-request-id') === 'r-1', 'no X-Request-ID came back');
  const { path, text, headers } = reached.at(-1);
  expect(path === 'POST /vendors' && text === vendor && headers['x-request-id'] === 'r-1', `${path} ${text} ${JSON.stringify(headers)}`);
  for (const name of ['authorization', 'cookie', 'x-other']) expect(!(name in headers), `${name} went on`);
});
await check('camel: the creator of a vendor cannot pay it', async () => {
  const answer = await refused(403, 'duty-conflict', () => ask('clerk', `/vendors/${made}/payments`));
  expect(!answer.headers.has('x-request-id'), `X-Request-ID that nobody sent: ${answer.headers.get('x-request-id')}`);
});
await check('camel: someone else can pay it', async () => {
  await sent(201, () => ask('payer', `/vendors/${made}/payments`));
  expect(reached.at(-1).path === `POST /vendors/${made}/payments`, reached.at(-1).path);
});
await check('camel: a refusal has its X-Request-ID too', async () => {
  const answer = await refused(403, 'duty-conflict', () => ask('clerk', `/vendors/${made}/payments`, payment, { 'x-request-id': 'r-2' }));
  expect(answer.headers.get('x-request-id') === 'r-2', `it is ${answer.headers.get('x-request-id')}`);
});

// --- one history behind two doors

await check("camel: created through Interlock's REST door, not paid through Camel", async () => {
  const { json } = await sent(201, () => direct('clerk', '/vendors'));
  await refused(403, 'duty-conflict', () => ask('clerk', `/vendors/${json.vendor_id}/payments`));
  await sent(201, () => ask('payer', `/vendors/${json.vendor_id}/payments`));
});
await check("camel: created through Camel, not paid through Interlock's REST door", async () => {
  const answer = await refused(403, undefined, () => direct('clerk', `/vendors/${made}/payments`));
  expect(answer.json.code === 'denied' || answer.headers.get('interlock-decision')?.includes('duty-conflict'), seen(answer));
});
// --- what a caller might try

const header = (token) => ({ authorization: token });
await check('camel: no token', () => refused(401, undefined, () => send(door, '/vendors', vendor)));
await check("camel: a token with someone else's key", () => {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return refused(401, undefined, () => ask('clerk', '/vendors', vendor, header(`Bearer ${svid('agents/clerk', audience, { key })}`)));
});
await check('camel: a token for another audience', () =>
  refused(401, undefined, () => ask('clerk', '/vendors', vendor, header(`Bearer ${svid('agents/clerk', url)}`))));
await check('camel: a token that has expired', () =>
  refused(401, undefined, () => ask('clerk', '/vendors', vendor, header(`Bearer ${svid('agents/clerk', audience, { life: -5 })}`))));
await check('camel: a workload that Interlock does not know', () => refused(403, undefined, () => ask('mallory', '/vendors')));
await check('camel: a name with quotes is only a name', () =>
  refused(403, undefined, () => ask('x","id":"spiffe://example.org/agents/payer', `/vendors/${made}/payments`)));
await check('camel: headers that name another caller, path or tool', () => {
  const mine = { CamelVertxPlatformHttpAuthenticatedUser: 'payer', CamelHttpPath: '/vendors/V-9/payments', 'X-HTTP-Method-Override': 'GET', tool: 'erp/none' };
  return refused(403, 'duty-conflict', () => ask('clerk', `/vendors/${made}/payments`, payment, mine));
});
await check('camel: a query that names another vendor', () =>
  refused(400, 'no vendor has such an id', () => ask('clerk', `/vendors/${made}/payments?vendor_id=V-9`)));
await check('camel: a header that names another vendor', () =>
  refused(400, 'no vendor has such an id', () => ask('clerk', `/vendors/${made}/payments`, payment, { vendor_id: 'V-9' })));
await check('camel: an invalid id', () => refused(400, 'no vendor has such an id', () => ask('payer', '/vendors/..%2Fvendors/payments')));
await check('camel: a body that is not JSON', () => refused(400, 'the body is not a JSON object', () => ask('clerk', '/vendors', '{"a":')));
await check('camel: a body that is not an object', () => refused(400, 'the body is not a JSON object', () => ask('clerk', '/vendors', '[1]')));
await check('camel: a path without a route', () => refused(404, undefined, () => ask('clerk', '/vendors/V-1')));

// --- what came of it

const outcomes = [
  ['refuses it as wrong', 422, [422, { error: 'no name' }], 'failed'],
  ['breaks down', 500, [500, { error: 'down' }], 'unknown'],
  ['is busy', 503, [503, {}], 'unknown'],
  ['redirects', 307, [307, {}], 'unknown'],
  ['names no vendor', 201, [201, { done: true }], 'unknown'],
  ['answers with a list', 201, [201, []], 'unknown'],
  ['hangs up', 502, [0], 'unknown'],
];
for (const [what, status, how, outcome] of outcomes) {
  await check(`camel: the service ${what}: ${outcome}`, async () => {
    next = how;
    await sent(status, () => ask('clerk', '/vendors'));
  });
}
await check('camel: the service is down: failed', async () => {
  service.close();
  await once(service, 'close');
  await refused(502, 'no answer of the service', () => ask('clerk', '/vendors'));
  service.listen(upstreamPort, '127.0.0.1');
  await once(service, 'listening');
});

// --- the record

await check("camel: a client without the gateway's certificate is not an enforcement point", async () => {
  const question = { subject: { type: 'agent', id: 'clerk' }, action: { name: 'tools/call' }, resource: { type: 'tool', id: 'erp/createVendor' } };
  const answer = await send(url, '/access/v1/evaluation', JSON.stringify(question));
  expect(answer.status === 401, seen(answer));
});
await check('camel: the record has every decision of this gateway and its outcome', async () => {
  const printed = await print(interlock, 'ledger', 'show', '--json', '--data', join(home, 'data'));
  const events = printed.trim().split('\n').map((line) => JSON.parse(line).event);
  const calls = events.filter(({ asked }) => asked?.by === 'camel').map((event) => {
    const settled = events.find((each) => each.type === 'call-settled' && each.call === event.call)?.settlement;
    const came = settled ? [settled.outcome, ...(settled.created ?? [])] : [event.type, ...(event.findings ?? []).map(({ code }) => code)];
    return [event.actor.runtime, event.facts.tool, ...(event.facts.objects ?? []), ...came].join(' ');
  });
  const denied = (id) => `clerk@camel erp/payVendor vendor/${id} call-denied duty-conflict`;
  const paid = (id) => `payer@camel erp/payVendor vendor/${id} succeeded`;
  const created = (...came) => `clerk@camel erp/createVendor ${came.join(' ')}`;
  const wanted = [
    created('succeeded', 'vendor/V-1'), denied('V-1'), paid('V-1'), // the first four; the same denial within a minute is counted
    denied('V-2'), paid('V-2'),
    ...outcomes.map(([, , , outcome]) => created(outcome)), created('failed'),
  ];
  expect(JSON.stringify(calls) === JSON.stringify(wanted), calls.join('; '));
  const unknown = events.filter(({ type, agent, reason }) => type === 'presentation-refused' && agent === 'camel' && reason === 'subject-unknown');
  expect(unknown.length > 0, 'nothing of the workload that is not known');
});

// --- Interlock is not there, or somebody else

await check('camel: Interlock is gone before the report: the caller gets the answer of the service', async () => {
  next = async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    return [201, { vendor_id: 'V-last' }];
  };
  const answer = await sent(201, () => ask('clerk', '/vendors'));
  expect(answer.json.vendor_id === 'V-last', seen(answer));
});
await check('camel: Interlock is gone: refused', async () => {
  const answer = await refused(503, 'no decision', () => ask('payer', `/vendors/${made}/payments`, payment, { 'x-request-id': 'r-3' }));
  expect(answer.headers.get('x-request-id') === 'r-3', 'no X-Request-ID came back');
});

let says; // what somebody in Interlock's place answers
const pair = (name) => ({ cert: read(`${name}.pem`), key: read(`${name}.key`) });
const impostor = createTlsServer(pair('server'), async (request, response) => {
  for await (const _ of request);
  says(response, request);
}).listen(port, '127.0.0.1');
await once(impostor, 'listening');
const json = (status, value, headers) => (response) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const duty = { id: 'c-1/outcome', type: 'custom', properties: { vendor: 'dev.interlock', action: 'report-outcome' } };
const permit = (obligations, more) => ({ decision: true, context: { evaluation_id: 'c-1', obligations }, ...more });
const yes = permit([duty]);
const other = { ...duty, properties: { action: 'notify' } };
await check('camel: the record of the killed Interlock verifies', async () => {
  const printed = await print(interlock, 'ledger', 'verify', '--data', join(home, 'data'));
  expect(printed.startsWith('verified'), printed);
});
await check('camel: a permit from an unknown server', async () => {
  says = json(200, yes);
  await sent(201, () => ask('clerk', '/vendors'));
});
for (const [what, answer, status = 503] of [
  ['a no', json(200, { decision: false, context: { reason: 'made-up' } }), 403],
  ['a no without a reason', json(200, { decision: false }), 403],
  ['a no with what a permit has', json(200, { ...yes, decision: false }), 403],
  ['a decision that is a text', json(200, { ...yes, decision: 'true' })],
  ['a decision that is a number', json(200, { ...yes, decision: 1 })],
  ['a decision that is a list', json(200, { ...yes, decision: [true] })],
  ['a decision that is null', json(200, { ...yes, decision: null })],
  ['no decision', json(200, { context: yes.context })],
  ['a permit without anything to report', json(200, { decision: true })],
  ['advice', json(200, { decision: true, context: { advisory: true } })],
  ['another obligation', json(200, permit([other]))],
  ['a further obligation', json(200, permit([duty, other]))],
  ['a permit without a number', json(200, { decision: true, context: { obligations: [duty] } })],
  ['status 201', json(201, yes)],
  ['status 500', json(500, yes)],
  ['status 401', json(401, yes)],
  ['a redirect', (response, { url: asked }) => json(asked === '/yes' ? 200 : 307, yes, { location: '/yes' })(response)],
  ['no JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"decision":true')],
  ['nothing', (response) => response.writeHead(200).end()],
  ['a list', json(200, [yes])],
  ['less than it said', (response) => { response.writeHead(200, { 'content-length': 900 }).write(JSON.stringify(yes)); response.socket.end(); }],
  ['a closed connection', (response) => response.socket.destroy()],
  ['silence', () => undefined],
]) {
  await check(`camel: ${what} is not a permit`, () => {
    says = answer;
    return refused(status, undefined, () => ask('clerk', '/vendors'));
  });
}
await check('camel: a permit from a server with an untrusted certificate', () => {
  says = json(200, yes);
  impostor.setSecureContext(pair('svid'));
  impostor.closeAllConnections();
  return refused(503, 'no decision', () => ask('clerk', '/vendors'));
});
process.exit(0);
