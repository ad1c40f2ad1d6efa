// Servers that read their arguments leniently, behind a real gateway: whatever an agent sends, what a server did is what the record says
// that it did. Usage: node check.mjs INTERLOCK FOLDER BUNDLE SERVERS, where SERVERS is JSON, {NAME: command}. Prints a line for each check,
// which interop/run counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, expect, freePort, print, start } from '../suite.mjs';
import { lenient, plain } from './attempts.mjs';

const [interlock, folder, bundle, commands] = process.argv.slice(2);
const servers = JSON.parse(commands);
const names = Object.keys(servers);
const effectsFile = (name) => join(folder, `${name}.effects`);
const token = (await print(interlock, 'token')).split('\n').map((line) => line.trim());
const secret = token.join(' ').match(/il_[A-Za-z0-9_-]+|[A-Za-z0-9_-]{40,}/)[0];
const hash = token.join(' ').match(/sha256:[0-9a-f]{64}/)[0];
const port = await freePort();
const config = join(folder, 'interlock-server.yaml');
writeFileSync(config, JSON.stringify({
  domain: 'lenient.example.com',
  listen: `127.0.0.1:${port}`,
  bundle,
  upstreams: Object.fromEntries(names.map((name) => [name, { command: [...servers[name], effectsFile(name)], era: 'legacy' }])),
  agents: { payer: { token: hash, owner: 'treasury', model: 'none', root: true, intent: 'pay' } },
  people: {},
}));
const gateway = await start('the gateway', join(folder, 'gateway.log'), interlock, ['serve', '--config', config]);

/** One message to a server; the text goes out as it is. */
async function post(server, body, session) {
  const response = await fetch(`http://127.0.0.1:${port}/mcp/${server}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' }),
    },
    body,
  });
  const text = await response.text();
  const json = text.startsWith('{') ? text : text.split('\n').filter((line) => line.startsWith('data: {')).map((line) => line.slice(6)).pop();
  return { session: response.headers.get('mcp-session-id'), answer: json ? JSON.parse(json) : {} };
}

async function open(server) {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'lenient', version: '1' } };
  const { session } = await post(server, JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }));
  await post(server, '{"jsonrpc":"2.0","method":"notifications/initialized"}', session);
  await post(server, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', session);
  return session;
}

let ids = 10;
const call = (server, session, args) =>
  post(server, `{"jsonrpc":"2.0","id":${++ids},"method":"tools/call","params":{"name":"pay","arguments":${args}}}`, session);

const refused = ({ answer }) => answer.error !== undefined || answer.result?.isError === true;
const attempts = {};
let made = 0;
for (const name of names) {
  const session = await open(name);
  const honest = plain(40);
  const results = { honest: [], lenient: [] };
  for (const args of honest) results.honest.push(await call(name, session, args));
  for (const args of lenient) results.lenient.push(await call(name, session, args));
  attempts[name] = results;
  made += honest.length + lenient.length;
}
if (servers.sdk) {
  const session = await open('sdk');
  for (let i = 0; i < 3; i++) await call('sdk', session, '{"vendor_id":"4242","amount":13}');
  made += 3;
}

gateway.kill('SIGTERM');
await once(gateway, 'exit');
const events = (await print(interlock, 'ledger', 'show', '0..99999', '--json', '--data', join(folder, 'data')))
  .split('\n').filter(Boolean).map((text) => JSON.parse(text).event);
const outcomes = new Map(events.filter((event) => event.type === 'call-settled').map((event) => [event.call, event.settlement.outcome]));
const permitted = events.filter((event) => event.type === 'call-reserved');
const amount = (text) => `${text}`.includes('.') ? `${text}`.replace(/\.?0+$/, '') : `${text}`;
const line = (vendor, value) => `vendor ${vendor}, ${amount(value)} EUR`;

/** What the record says that a server was asked for and may have done. */
const recorded = (name) => permitted
  .filter((event) => event.facts.tool === `${name}/pay` && outcomes.get(event.call) !== 'failed')
  .map((event) => line(event.facts.objects[0].replace('vendor/', ''), event.facts.amount.value));

const done = (name) => !existsSync(effectsFile(name)) ? [] : readFileSync(effectsFile(name), 'utf8')
  .split('\n').filter(Boolean).map((text) => JSON.parse(text)).map(({ vendor, amount: value }) => line(vendor, value));

/** What is in one list and not, as often, in the other. */
function beyond(list, other) {
  const left = [...other];
  return list.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

for (const name of names) {
  await check(`${name}: plain payments go through`, () => {
    const stopped = attempts[name].honest.filter(refused);
    expect(stopped.length === 0, `${stopped.length} were refused, the first with ${JSON.stringify(stopped[0])}`.slice(0, 500));
  });
  await check(`${name}: its effects match the record`, () => {
    const lost = beyond(done(name), recorded(name));
    expect(done(name).length >= 40, `it only paid ${done(name).length} times`);
    expect(lost.length === 0, `${lost.length} effects that the record does not have, among them ${lost.slice(0, 3).join('; ')}`);
  });
}
if (servers.sdk) {
  await check('sdk: a payment that was made but answered with -32602 is not recorded as failed', () => {
    const paid = permitted.filter((event) => event.facts.objects?.[0] === 'vendor/4242');
    const said = paid.map((event) => outcomes.get(event.call));
    expect(done('sdk').filter((each) => each === line('4242', 13)).length === 3, 'it did not pay three times');
    expect(said.length === 3 && said.every((outcome) => outcome === 'unknown'), `the record says ${said.join(', ')}`);
  });
}
await check(`${made} attempts, of which ${permitted.length} were permitted`, () => {
  expect(made >= 500, 'at least 500 are asked for');
  expect(permitted.length >= 150, 'at least 150 are asked for');
});
await check('the record is whole', async () => {
  const child = spawn(interlock, ['ledger', 'verify', '--data', join(folder, 'data')], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  expect(code === 0, `interlock ledger verify ended with ${code}`);
});
