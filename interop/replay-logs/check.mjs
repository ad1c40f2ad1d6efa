// Replays logs whose findings are known, by the launcher as a user would, and compares exactly. Usage: node check.mjs INTERLOCK FOLDER BUNDLE
// EVENTS SEED. Prints a line for each check, which interop/run counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { check, expect } from '../suite.mjs';
import { cells, chance, COLUMNS, Expected, table, XES } from './log.mjs';

const [interlock, folder, bundle, eventsText, seedText] = process.argv.slice(2);
const seed = Number(seedText);
/** The events of a cell, on average. */
const PER_CELL = 4;
/** The cells that are mixed in a file; their times have nothing to do with each other. */
const MIXED = 1000;
/** The largest number of events of which every single finding is compared. */
const COMPARED = 20_000;

/** Writes a log in some form, in parts if there are several files, and returns its expected findings and the lines of denied events. */
async function write(form, count, ...files) {
  const expected = new Expected();
  const random = chance(seed + 1);
  const outs = files.map((file) => ({ out: createWriteStream(file), line: 0, file }));
  const end = form.end ?? '\n';
  const denied = [];
  const put = async (to, text) => {
    to.line += text.split('\n').length;
    if (!to.out.write(text + end)) await once(to.out, 'drain');
  };
  for (const to of outs) await put(to, form.head);
  let some = [];
  let turn = 0;
  const flush = async () => {
    const to = outs[turn++ % outs.length];
    for (const [text, event] of form.lines(some, random)) {
      await put(to, text);
      if (event?.denied && denied.length <= COMPARED) denied.push(`${to.file}:${to.line}`);
    }
    some = [];
  };
  for (const cell of cells(count, seed)) {
    expected.add(cell);
    some.push(cell);
    if (some.length === MIXED) await flush();
  }
  await flush();
  for (const to of outs) {
    if (form.foot) await put(to, form.foot);
    to.out.end();
    await once(to.out, 'finish');
  }
  return { expected, denied };
}

async function run(args, env = {}) {
  const child = spawn(interlock, ['replay', bundle, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += data));
  child.stderr.on('data', (data) => (said.err += data));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

function same(what, found, wanted) {
  expect(JSON.stringify(found) === JSON.stringify(wanted), `${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort());
const stamp = (millis) => new Date(millis).toISOString().replace(/\.000Z$/, 'Z');

/** Compares all that is counted. */
function compare({ code, out, err }, { expected }) {
  expect(code === 1, `it ended with ${code}: ${err}`);
  const found = JSON.parse(out);
  same('calls', found.calls, {
    all: expected.calls, permit: expected.calls - expected.denied, hold: 0, deny: expected.denied, record: 0,
  });
  same('cases', [found.cases.all, found.cases.deny], [expected.cases, expected.deniedCases]);
  same('rules', sorted(Object.fromEntries(found.rules.map(({ rule, deny, cases }) => [rule, { deny, cases }]))), sorted(expected.rules));
  same('flaws', sorted(Object.fromEntries(found.flaws.map(({ flaw, count }) => [flaw, count]))), sorted(expected.flaws));
  same('times', [found.from, found.to], [expected.from, expected.to].map(stamp));
  same('collisions', found.collisions.count, 0);
  same('unknown attributes', found.unknown_attributes, { agent: expected.flaws['no-agent'] });
  return found;
}

const columns = ['--columns', COLUMNS];
const all = Math.ceil(Number(eventsText) / PER_CELL);
const few = Math.ceil(Math.min(COMPARED, Number(eventsText)) / PER_CELL);
const at = (name) => join(folder, name);
const temporary = at('temporary');
mkdirSync(temporary);

const large = await write(XES, all, at('large.xes'));
const events = large.expected.calls + large.expected.flaws['left-out'];
await check(`${events} events of ${large.expected.cases} cases in XES, out of order and in several time zones`, async () => {
  const found = compare(await run(['--json', at('large.xes')], { INTERLOCK_JAVA_OPTS: `-Djava.io.tmpdir=${temporary}` }), large);
  console.log(`${found.took.seconds} s, ${found.took.calls_per_second} calls a second, heap at most ${Math.round(found.took.peak_heap_bytes / 2 ** 20)} MiB`);
});
await check('no temporary file is left', () => {
  const left = readdirSync(temporary).filter((name) => name.startsWith('interlock-replay'));
  expect(left.length === 0, `there is ${left.join(', ')}`);
});
const rows = await write(table(',', '\n'), all, at('large.csv'));
await check(`${events} events in CSV`, async () => compare(await run(['--json', ...columns, at('large.csv')]), rows));

for (const [name, form, options] of [
  ['XES', XES, []],
  ['CSV', table(',', '\n'), columns],
  ['CSV with a byte order mark and CRLF', table(',', '\r\n', '\ufeff'), columns],
  ['tab-separated values', table('\t', '\n'), columns],
  ['values with semicolons', table(';', '\r\n'), columns],
]) {
  const file = at(`small-${name.replaceAll(' ', '-')}`);
  const log = await write(form, few, file);
  await check(`${name}: every single denied event`, async () => {
    const found = compare(await run(['--json', '--limit', '100000', ...options, file]), log);
    same('places', found.conflicts.map(({ place }) => place).sort(), log.denied.sort());
    expect(found.conflicts.every(({ reasons }) => reasons.every(({ key }) => key)), 'a reason has no key');
  });
  if (form === XES) {
    await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.gz`));
    await check('XES compressed with gzip', async () => compare(await run(['--json', `${file}.gz`]), log));
    await check('nothing is printed that is not in an event', async () => {
      const { out } = await run(['--limit', '100000', file]);
      const years = [...new Set([...out.matchAll(/\b(\d{4})-\d\d-\d\dT/g)].map(([, year]) => Number(year)))].sort();
      const [from, to] = [log.expected.from, log.expected.to].map((millis) => new Date(millis).getUTCFullYear());
      expect(years.every((year) => year >= from && year <= to), `there are the years ${years.join(', ')}`);
      expect(out.includes(`calls in ${log.expected.cases.toLocaleString('en')} cases`), 'cases are not counted');
    });
  }
}
const parts = [at('part-1.xes'), at('part-2.xes'), at('part-3.xes')];
const apart = await write(XES, few, ...parts);
await check('one log in three files, in any order', async () => compare(await run(['--json', ...parts.reverse()]), apart));

/** A log of a few lines, and what the command says of it. */
async function small(name, text, ...options) {
  writeFileSync(at(name), text);
  return run([...options, at(name)]);
}
const trace = (name, activity) => `<trace><string key="concept:name" value="${name}"/><event><string key="concept:name" value="${activity}"/>`
  + '<string key="org:resource" value="ann"/><date key="time:timestamp" value="2024-05-01T00:00:00Z"/></event></trace>\n';
const says = ({ code, out, err }, wanted, ...texts) => {
  expect(code === wanted, `it ended with ${code}: ${out}${err}`);
  for (const text of texts) expect(`${out}${err}`.includes(text), `it does not say \`${text}\` but ${out}${err}`);
};

await check('two activities that become one tool', async () => {
  const log = `<log>\n${trace('1', 'Enter invoice')}${trace('2', 'Enter: invoice')}</log>`;
  says(await small('activities.xes', log), 1, '`Enter invoice`', '`Enter: invoice`', 'activities.xes:2', 'activities.xes:3');
  const { collisions, calls } = JSON.parse((await small('activities.xes', log, '--json')).out);
  same('collisions', collisions.first[0].names.map(({ name }) => name), ['Enter invoice', 'Enter: invoice']);
  same('calls', calls.all, 0);
});
await check('two traces with the same name', async () => {
  const log = `<log>\n${trace('17', 'Enter invoice')}${trace('17 ', 'Approve payment')}</log>`;
  says(await small('traces.xes', log), 1, '`17`', '`17 `', 'traces.xes:2', 'traces.xes:3', '--join-cases');
  const joined = JSON.parse((await small('traces.xes', log, '--json', '--join-cases')).out);
  same('joined', [joined.cases.all, joined.calls.deny], [1, 1]);
});
await check('a table without named columns', async () => {
  const said = await run([at('large.csv')]);
  says(said, 2, '--columns case=', '`Who, really`');
  expect(said.err.trim().split('\n').length <= 2, `it says ${said.err.trim().split('\n').length} lines`);
});
await check('a column that does not exist', async () => {
  const said = await run(['--columns', 'case=Case,activity=Actvity,resource=vendor,time=When', at('large.csv')]);
  says(said, 2, '`Actvity`', 'did you mean `Activity`?');
});
await check('rows with too few and too many values', async () => {
  const text = 'c,a,r,t\n1,Enter invoice,ann,2024-05-01T00:00:00Z\n1,Enter invoice,ann\n1,Enter, invoice,ann,2024-05-01T00:00:00Z\n';
  const said = await small('rows.csv', text, '--strict', '--columns', 'case=c,activity=a,resource=r,time=t');
  says(said, 1, 'rows.csv:3', 'rows.csv:4', '2 could not be read');
});
