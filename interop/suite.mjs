// What suites share: checks that print their lines, and programs that last until the suite ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const children = [];
process.on('SIGTERM', () => process.exit(1));
process.on('exit', () => children.forEach((child) => child.kill()));

/** Passes unless it throws; what it throws says why. */
export async function check(what, run) {
  try {
    await run();
    console.log(`pass ${what}`);
  } catch (trouble) {
    console.log(`fail ${what}: ${String(trouble.message).replaceAll('\n', ' ')}`);
  }
}

export function expect(truth, why) {
  if (!truth) throw new Error(why);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

/** What a command prints. */
export async function print(...command) {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  await once(child, 'close');
  return printed;
}

/** A program that lasts until this one ends, once it has said its first line; what else it says is in the file `log`. */
export async function start(what, log, command, args, env = process.env) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', openSync(log, 'w')], env });
  children.push(child);
  const line = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { done } = await Promise.race([line, once(child, 'exit').then(() => ({ done: true }))]);
  if (done) {
    const said = readFileSync(log, 'utf8').split('\n').filter((each) => !/^\s+at /.test(each)); // no traces
    throw new Error(`${what} ended: ${said.join('\n').slice(-1500)}`);
  }
  return child;
}
