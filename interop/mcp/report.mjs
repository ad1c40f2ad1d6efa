// What the conformance suite found, a line for each scenario that is required. Usage:
// node report.mjs LABEL ROLE FOLDER LIST [BASELINE]. LIST is what `conformance list --requirements` printed. A scenario of the
// baseline (its lines `  - NAME # REASON` or `  - NAME:CHECK # REASON`) that fails is told but not counted; one that passes
// fails here, as it is out of date.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [label, role, folder, list, baseline] = process.argv.slice(2);
const title = role === 'server' ? 'Server scenarios' : 'Client scenarios';
const required = [];
let inside = false;
for (const line of readFileSync(list, 'utf8').split('\n')) {
  if (line.startsWith(title)) inside = true;
  else if (inside && line.startsWith('  - ')) required.push(line.slice(4).trim());
  else if (inside && line.trim() !== '') break;
}
const excused = new Map();
if (baseline) {
  for (const line of readFileSync(baseline, 'utf8').split('\n')) {
    const entry = /^ {2}- (\S+) # (.*)$/.exec(line);
    if (entry) excused.set(entry[1], entry[2]);
  }
}

/** Results by scenario: a folder ROLE-NAME-TIME each, of which a `/` in the name makes two. */
function results(prefix, path, found) {
  for (const entry of existsSync(path) ? readdirSync(path, { withFileTypes: true }) : []) {
    if (!entry.isDirectory()) continue;
    const file = join(path, entry.name, 'checks.json');
    if (existsSync(file)) {
      const name = (prefix + entry.name).replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '').replace(role === 'server' ? /^server-/ : /^$/, '');
      found.set(name, JSON.parse(readFileSync(file, 'utf8')));
    } else {
      results(`${prefix}${entry.name}/`, join(path, entry.name), found);
    }
  }
  return found;
}

/** Tells of a check that fails and does not apply. */
function excuse(name, check) {
  const reason = excused.get(`${name}:${check.id}`);
  if (reason !== undefined) console.log(`     ${label}: ${name}: ${check.id} does not apply: ${reason}`);
  return reason !== undefined;
}

const ran = results('', folder, new Map());
for (const name of required) {
  const checks = ran.get(name) ?? [];
  const failed = checks.filter((check) => check.status === 'FAILURE' && !excuse(name, check));
  const passed = checks.some((check) => check.status === 'SUCCESS') && failed.length === 0;
  const why = checks.length === 0 ? 'did not run' : (failed[0] ?? checks[0]).errorMessage ?? 'nothing was checked';
  const reason = excused.get(name);
  if (reason !== undefined && !passed) {
    console.log(`     ${label}: ${name} does not apply: ${reason}`);
  } else if (reason !== undefined) {
    console.log(`fail ${label}: ${name}: passes, so remove it from the baseline`);
  } else {
    console.log(passed ? `pass ${label}: ${name}` : `fail ${label}: ${name}: ${why.replaceAll('\n', ' ').slice(0, 300)}`);
  }
}
