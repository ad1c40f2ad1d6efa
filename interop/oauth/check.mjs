// People and workloads of a real issuer before a real server, both of which this starts. Usage: node check.mjs INTERLOCK FOLDER BUNDLE.
// Prints a line for each check, which interop/run counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { browse } from './person.mjs';


const [interlock, folder, bundle] = process.argv.slice(2);
const log = (name) => openSync(join(folder, name), 'w');

/** Starts a program that lasts, and hears what it says, line by line. */
function start(command, args, name) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', log(name)] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended: ${readFileSync(join(folder, name), 'utf8').slice(-2000)}`);
    return value;
  };
  return { child, line };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

const idp = start(process.execPath, [new URL('issuer.mjs', import.meta.url).pathname], 'issuer.log');
const issuer = await idp.line();
const listen = `127.0.0.1:${await freePort()}`;
const server = `http://${listen}`;
writeFileSync(
  join(folder, 'interlock-server.yaml'),
  `domain: interop.example.com
listen: ${listen}
bundle: ${bundle}
oauth: {}
upstreams:
  absent: {url: "http://127.0.0.1:9/mcp"}
trust:
  audience: ${server}
  issuers:
    corp: {issuer: "${issuer}", clients: [interlock-cli, clerk, stranger], login: {client-id: interlock-cli}}
agents:
  clerk: {identity: {issuer: corp, subject: clerk}, owner: payables, model: none, root: true}
people:
  vera: {identity: {issuer: corp, subject: vera}, groups: [administrators]}
`,
);
const gateway = start(interlock, ['serve', '--config', join(folder, 'interlock-server.yaml')], 'server.log');
// whatever becomes of this, they end too
process.on('SIGTERM', () => process.exit(1));
process.on('exit', () => [gateway, idp].forEach(({ child }) => child.kill()));
await gateway.line();

const logins = join(folder, 'config', 'interlock', 'logins');
const printed = []; // all that the command line ever said
const secrets = new Set();

/** Runs the command line; `on` hears each line of its output, and may answer later. */
function run(args, on = () => undefined) {
  return new Promise((done) => {
    const child = spawn(interlock, args, {
      env: { ...process.env, INTERLOCK_URL: server, XDG_CONFIG_HOME: join(folder, 'config'), BROWSER: '/bin/true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    let read = 0;
    const heard = [];
    child.stdout.on('data', (data) => {
      out += data;
      for (let end = out.indexOf('\n', read); end >= 0; end = out.indexOf('\n', read)) {
        const answer = Promise.resolve(out.slice(read, end)).then(on);
        answer.catch(() => child.kill()); // nobody will answer it any more
        heard.push(answer);
        read = end + 1;
      }
    });
    child.stderr.on('data', (data) => (err += data));
    child.on('close', async (code) => {
      const trouble = (await Promise.allSettled(heard)).find((each) => each.status === 'rejected');
      printed.push(out, err);
      done({ code, out, err: trouble ? `${err}${trouble.reason}` : err });
    });
  });
}

async function check(name, holds) {
  try {
    const [held, seen] = await holds();
    console.log(held ? `pass ${name}` : `fail ${name}: ${JSON.stringify(seen).slice(0, 400)}`);
  } catch (error) {
    console.log(`fail ${name}: ${String(error).replaceAll('\n', ' ').slice(0, 300)}`);
  }
}

/** Logs in with a code, which somebody enters. */
const withCode = (person, options) =>
  run(['login', '--json'], (line) => {
    const shown = JSON.parse(line);
    return shown.user_code && browse(shown.verification_uri_complete, person, options);
  });

const kept = () => {
  const [file] = existsSync(logins) ? readdirSync(logins).filter((name) => name.endsWith('.json')) : [];
  if (!file) return undefined;
  const login = JSON.parse(readFileSync(join(logins, file), 'utf8'));
  secrets.add(login.token).add(login.refresh_token);
  return { ...login, mode: (statSync(join(logins, file)).mode & 0o777).toString(8) };
};

async function workload(name, resource) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(resource && { resource }) });
  const authorization = `Basic ${Buffer.from(`${name}:${name}-secret`).toString('base64')}`;
  const response = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } });
  const token = (await response.json()).access_token;
  secrets.add(token);
  return token;
}

async function ask(path, token, body) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) };
  const response = await fetch(server + path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

/** Has the issuer do something, and waits until it has. */
async function tell(what) {
  idp.child.stdin.write(`${what}\n`);
  await idp.line();
}

// --- people
await check('the server states where to log in', async () => {
  const said = await ask('/v1/login');
  return [said.issuers?.length === 1 && said.issuers[0].issuer === issuer && said.issuers[0].resource === server, said];
});
await check('no one is logged in at first', async () => {
  const who = await run(['whoami']);
  return [who.code === 2 && who.err.includes('interlock login'), who];
});
await check('a person logs in with a code', async () => {
  const login = await withCode('vera');
  const last = JSON.parse(login.out.trim().split('\n').at(-1));
  return [login.code === 0 && last.subject === 'vera' && last.renewable && kept()?.mode === '600', login];
});
await check('the server knows the person', async () => {
  const who = await run(['whoami', '--json']);
  const said = JSON.parse(who.out);
  return [who.code === 0 && said.name === 'vera' && said.kind === 'person' && said.groups.includes('administrators'), who];
});
await check('a command that asks the server works', async () => {
  const list = await run(['approvals', 'list']);
  return [list.code === 0, list];
});
await check('a token about to expire is renewed with a refresh token that works only once', async () => {
  const before = kept();
  const who = await run(['whoami']);
  const after = kept();
  const changed = before.token !== after.token && before.refresh_token !== after.refresh_token;
  return [who.code === 0 && changed && after.mode === '600', who];
});
await check('logging out revokes at the issuer', async () => {
  const { refresh_token } = kept();
  const out = await run(['logout', '--json']);
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'interlock-cli', refresh_token });
  const again = await fetch(`${issuer}/token`, { method: 'POST', body });
  const after = await run(['whoami']);
  return [JSON.parse(out.out).ended === 'everywhere' && again.status === 400 && !kept() && after.code === 2, out];
});
await check('a person logs in with a browser', async () => {
  const login = await run(['login', '--browser', '--json'], (line) => {
    const shown = JSON.parse(line);
    return shown.open && browse(shown.open, 'vera');
  });
  const who = await run(['whoami']);
  kept();
  return [login.code === 0 && who.out.startsWith('vera, person'), { login, who }];
});
await check('an unregistered subject is no one, whatever name the issuer gives', async () => {
  await run(['logout']);
  const login = await withCode('mallory');
  const who = await run(['whoami']);
  kept();
  return [login.code === 0 && who.code === 1 && who.err.includes('no party is registered'), { login, who }];
});
await check('a refused login is reported, and the previous one is kept', async () => {
  const before = kept();
  const login = await withCode('vera', { refuse: true });
  return [login.code === 1 && login.out.includes('access_denied') && kept().token === before.token, login];
});

// --- workloads
let good;
await check('a workload is known', async () => {
  good = await workload('clerk', server);
  const who = await ask('/v1/whoami', good);
  return [who.status === 200 && who.name === 'clerk' && who.kind === 'agent', who];
});
await check('it opens a task', async () => {
  const task = await ask('/v1/tasks', good, { intent: 'settle-payables' });
  return [task.status === 201, task];
});
await check('another workload of the issuer is not known', async () => {
  const who = await ask('/v1/whoami', await workload('stranger', server));
  return [who.status === 401 && who.detail.includes('no party is registered'), who];
});
await check('a token for another server is refused', async () => {
  const who = await ask('/v1/whoami', await workload('clerk', 'https://other.example.com'));
  return [who.status === 401 && who.detail.includes('another audience'), who];
});
await check('an unreadable token is refused', async () => {
  const who = await ask('/v1/whoami', await workload('clerk'));
  return [who.status === 401, who];
});
await check('a changed token is refused', async () => {
  const [header, claims, signature] = good.split('.');
  const other = JSON.parse(Buffer.from(claims, 'base64url'));
  const changed = Buffer.from(JSON.stringify({ ...other, sub: 'vera' })).toString('base64url');
  const who = await ask('/v1/whoami', `${header}.${changed}.${signature}`);
  return [who.status === 401 && who.detail.includes('signature'), who];
});
await check('a token without a signature is refused', async () => {
  const [, claims] = good.split('.');
  const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  const who = await ask('/v1/whoami', `${header}.${claims}.`);
  return [who.status === 401, who];
});
await check('a workload token is exchanged for the token of a task', async () => {
  writeFileSync(join(folder, 'clerk.token'), await workload('clerk', server), { mode: 0o600 });
  const files = ['--workload-token-file', join(folder, 'clerk.token'), '--key', join(folder, 'clerk.key')];
  const made = await run(['token', 'exchange', '/mcp/absent', ...files, '--intent', 'settle-payables', '--json']);
  printed.splice(-2); // this command's purpose is to print a token
  if (made.code !== 0) return [false, made.err];
  const token = JSON.parse(made.out);
  const claims = JSON.parse(Buffer.from(token.access_token.split('.')[1], 'base64url'));
  const bare = await ask('/v1/whoami', token.access_token);
  const fine = token.token_type === 'DPoP' && claims.aud === `${server}/mcp/absent` && claims.sub === 'clerk' && claims.cnf?.jkt;
  return [fine && bare.status === 401, { made, bare: bare.status }];
});
await check("the suite finds nothing missing from the server's metadata except an authorization endpoint", async () => {
  const suite = new URL('node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url).pathname;
  const results = join(folder, 'suite');
  const scenario = ['--scenario', 'authorization-server-metadata-endpoint', '-o', results];
  const child = spawn(process.execPath, [suite, 'authorization', '--url', server, ...scenario], { stdio: 'ignore' });
  await once(child, 'exit');
  const file = readdirSync(results, { recursive: true }).find((name) => name.endsWith('checks.json'));
  const found = JSON.parse(readFileSync(join(results, file), 'utf8')).find(({ id }) => id === 'authorization-server-metadata');
  const missed = [...found.errorMessage.matchAll(/"([a-z_]+)"|Invalid issuer/g)].map(([all, claim]) => claim ?? all).sort();
  // people approve calls, they hand out no tokens: see conformance.yml
  return [missed.join() === 'authorization_endpoint,code_challenge_methods_supported,response_types_supported', found];
});
await check('a server behind the gateway states who issues its tokens', async () => {
  const path = '/.well-known/oauth-protected-resource/mcp/absent';
  const said = await (await fetch(server + path)).json();
  const refused = await fetch(`${server}/mcp/absent`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const challenge = refused.headers.get('www-authenticate');
  const named = refused.status === 401 && challenge.includes(`resource_metadata="${server}${path}"`);
  return [named && said.resource === `${server}/mcp/absent` && said.authorization_servers.join() === server, { said, challenge }];
});
await check('tokens that were already verified still work when the issuer is down', async () => {
  const token = await workload('clerk', server);
  await tell('stop');
  const who = await ask('/v1/whoami', token);
  const renewed = await run(['whoami']);
  await tell('go');
  return [who.status === 200 && renewed.code === 2 && renewed.err.includes('cannot be renewed'), { who, renewed }];
});
await check("the issuer's new keys are found, and tokens signed with the old ones are refused", async () => {
  const old = await workload('clerk', server);
  await tell('rotate');
  const token = await workload('clerk', server);
  let who;
  for (let i = 0; i < 60; i++) {
    who = await ask('/v1/whoami', token); // the server asks the issuer once in ten seconds
    if (who.status === 200) break;
    await new Promise((tick) => setTimeout(tick, 250));
  }
  const before = await ask('/v1/whoami', old);
  return [who.status === 200 && before.status === 401, { who, before }];
});
await check('no command ever printed a token', async () => {
  const all = printed.join('\n');
  const shown = [...secrets].filter((secret) => secret && all.includes(secret));
  return [shown.length === 0 && secrets.size > 10 && !all.includes('eyJ'), shown.length];
});
const ended = once(gateway.child, 'exit');
gateway.child.kill();
await ended;
process.exit(0);
