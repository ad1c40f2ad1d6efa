// The catalogues of real servers against their live lists. Usage: node check.mjs INTERLOCK SCRATCH ROOT; the folder SCRATCH/servers has
// the packages. Prints a line for each check, which interop/run counts.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { servers } from './servers.mjs';

const [interlock, scratch, root] = process.argv.slice(2);
const { check, expect } = await import(pathToFileURL(join(root, 'interop/suite.mjs')));
const bundles = join(root, 'bundles/servers');
const all = await servers(scratch);
const versions = JSON.parse(readFileSync(join(scratch, 'servers/package.json'), 'utf8')).dependencies;

/** Runs a command to its end; one that hangs is ended. */
async function run(args, env = {}) {
  const child = spawn(interlock, args, { env: { ...process.env, HOME: join(scratch, 'home'), ...env }, timeout: 120_000 });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  const [code] = await once(child, 'close');
  return { code, out, err };
}

/** A server gets few variables of ours, so those it needs are set by `env`. */
function command({ start: [program, ...args], env = {} }) {
  const given = Object.entries({ HOME: join(scratch, 'home'), ...env }).map(([name, value]) => `${name}=${value}`);
  return ['env', ...given, join(scratch, 'servers/node_modules/.bin', program), ...args];
}

const drift = (name, bundle, server, ...options) =>
  run(['catalog', 'drift', ...options, '--server', name, bundle, '--', ...command(server)]);

/** A copy of a bundle with one text in the place of another in one of its files. */
function changed(name, copy, file, from, to) {
  const folder = join(scratch, copy);
  cpSync(join(bundles, name), folder, { recursive: true });
  const before = readFileSync(join(folder, file), 'utf8');
  expect(before.search(from) >= 0, `${name}/${file} has no ${from}`);
  writeFileSync(join(folder, file), before.replace(from, to));
  return folder;
}

async function live(name, server) {
  const version = versions[server.package];
  await check(`${name}: the tools of ${server.package} ${version} match the catalogue`, async () => {
    const header = readFileSync(join(bundles, name, 'interlock.yaml'), 'utf8');
    expect(header.startsWith(`# The server \`${server.package}\` ${version} of npm`), 'another version than the bundle names');
    const { code, out, err } = await drift(name, join(bundles, name), server, '--json');
    expect(code === 0, out + err);
    const unpinned = JSON.parse(out).tools.map((each) => each.tool);
    expect(`${unpinned}` === `${server.unpinned ?? []}`, `not pinned: ${unpinned}`);
  });
}

async function reviewed(name) {
  const bundle = join(bundles, name);
  await check(`${name}: check and reach find nothing, and its scenarios pass`, async () => {
    const checked = await run(['check', '--strict', bundle]);
    expect(checked.code === 0 && !/warning|error/.test(checked.err), checked.out + checked.err);
    const tested = await run(['test', bundle]);
    expect(tested.code === 0, tested.out + tested.err);
    const reached = await run(['reach', bundle]);
    expect(reached.code === 0, reached.out + reached.err);
  });
  if (!readFileSync(join(bundle, 'rules.yaml'), 'utf8').includes('separate:')) {
    return;
  }
  await check(`${name}: reach shows a story for one wrong grant`, async () => {
    // the first agent without a list of intents: it may have any
    const granted = changed(name, `granted/${name}`, 'registry.yaml', /, intents: \[[^\]]*\]/, '');
    const { code, out } = await run(['reach', granted]);
    expect(code === 1 && /^[A-Z]{2,3}-0\d /m.test(out), `it exited with ${code}: ${out}`);
    expect(out.includes('has the authority for') && out.includes('Remove one of these permissions'), out);
  });
}

// Two at a time: some servers need seconds to start, and have nothing to compute meanwhile
const waiting = Object.entries(all);
async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    await live(...next);
    await reviewed(next[0]);
  }
}
await Promise.all([work(), work()]);

await check('every server bundle is checked here', async () => {
  const there = readdirSync(bundles, { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name);
  expect(`${there.sort()}` === `${Object.keys(all).sort()}`, `${there}`);
});
for (const [name, server] of Object.entries(all)) {
  await check(`${name}: init uses its reviewed policy, whatever the server is named`, async () => {
    const folder = join(scratch, 'init', name);
    const options = ['--yes', '--no-start', '--folder', folder, '--name', 'other', '--port', '7499'];
    const { code, out, err } = await run(['init', ...options, '--', ...command(server)]);
    expect(code === 0 && out.includes(`\`shipped:${name}\`, for ${server.package} ${versions[server.package]} (`), out + err);
    expect(!/(not reviewed|since the review|not offered)/.test(out), out);
  });
}
await check('a changed, a new and a missing tool are reported', async () => {
  const bundle = changed('memory', 'drifted', 'catalog.yaml', /reviewed: sha-256:../, 'reviewed: sha-256:00');
  writeFileSync(
    join(bundle, 'catalog.yaml'),
    readFileSync(join(bundle, 'catalog.yaml'), 'utf8').replace('  search_nodes:', '  find_nodes:'),
  );
  const { code, out } = await drift('memory', bundle, all.memory);
  expect(code === 1, `it exited with ${code}`);
  for (const line of ['changed   memory/read_graph', 'new       memory/search_nodes', 'missing   memory/find_nodes']) {
    expect(out.includes(line), out);
  }
});
await check('a server that needs a key is reported', async () => {
  const { code, err } = await drift('gitlab', join(bundles, 'gitlab'), { start: all.gitlab.start });
  expect(code === 1 && err.includes('the tools of `gitlab` cannot be listed') && err.includes('GITLAB_PERSONAL_ACCESS_TOKEN'), `${code}: ${err}`);
});
await check('a server that does not start is reported', async () => {
  const { code, err } = await drift('memory', join(bundles, 'memory'), { start: ['mcp-server-nowhere'] });
  expect(code === 1 && err.includes('the tools of `memory` cannot be listed'), `${code}: ${err}`);
});
{
  const blocks = [...readFileSync(join(root, 'docs/servers.md'), 'utf8').matchAll(/^```sh catalogues\n(.*?)^```$/gms)];
  const memory = join(scratch, 'servers/node_modules/.bin', all.memory.start[0]);
  for (const [index, [, text]] of blocks.entries()) {
    await check(`docs/servers.md: block ${index + 1} runs`, async () => {
      const script = text.replace(/npx -y @modelcontextprotocol\/server-memory\S*/, memory).replace(/^interlock /gm, `${interlock} `);
      expect(script.includes(memory), 'it does not start the server');
      const done = spawnSync('bash', ['-ec', script], { cwd: join(scratch, 'home'), encoding: 'utf8', input: '', timeout: 120_000 });
      expect(done.status === 0, done.stdout + done.stderr);
    });
  }
  expect(blocks.length > 0, 'docs/servers.md has no block `sh catalogues`');
}
