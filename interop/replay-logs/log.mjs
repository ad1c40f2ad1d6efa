// Event logs whose findings are known from how they are made. A log consists of cells: a few cases with people, a vendor and an hour of
// their own, so that what is found in one does not depend on another, while all of them overlap in time and are mixed in the file.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 1, 20, 7, 30);
/** The time between the beginnings of two cells. */
const SPACING = 20 * SECOND;
/** Cells that begin within two days have people of different names. */
const CAST = (2 * DAY) / SPACING;

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One case of a cell: its events in the order of time; `kept` means that the file keeps this order. */
const one = (name, events, kept = false) => ({ name, events, kept });
const event = (activity, who, time, more = {}) => ({ activity, who, time, ...more });

/** The kinds of cell, how often each is made, and what it consists of. `denied` names the rule that denies the event. */
const KINDS = {
  clean: [40, ({ name, who, at }) => [one(name(0), [
    event('Enter invoice', who('ann'), at(0)),
    event('Check totals', who('cid'), at(MINUTE)), // not in the catalogue
    event('Prüfung', who('cid'), at(2 * MINUTE)),
    event('Approve payment', who('bob'), at(3 * MINUTE)),
  ])]],
  same: [6, ({ name, who, at }) => [one(name(0), [
    event('Enter invoice', who('ann'), at(0)),
    event('Approve payment', who('ann'), at(HOUR), { denied: 'EYES' }),
  ])]],
  twice: [3, ({ name, who, at }) => [one(name(0), [
    event('Enter invoice', who('ann'), at(0)),
    event('Approve payment', who('ann'), at(HOUR), { denied: 'EYES' }),
    event('Approve payment', who('ann'), at(3 * HOUR), { denied: 'EYES' }),
  ])]],
  reversed: [4, ({ name, who, at }) => [one(name(0), [
    event('Approve payment', who('ann'), at(0)),
    event('Enter invoice', who('ann'), at(5 * MINUTE), { denied: 'EYES' }),
  ])]],
  spelled: [3, ({ name, who, at }) => [one(name(0), [
    event('Enter invoice', who('Jürgen & Åsa'), at(0)),
    event(' Approve payment', ` ${who('Jürgen & Åsa').normalize('NFD')}\u00a0`, at(MINUTE), { denied: 'EYES' }),
  ])]],
  nobody: [2, ({ name, who, at, pick }) => [one(name(0), [
    event('Enter invoice', pick(['', '  ']), at(0), { flaw: 'no-agent' }),
    event('Approve payment', who('bob'), at(MINUTE), { denied: 'EYES' }),
  ])]],
  untimed: [2, ({ name, who, at }) => [one(name(0), [
    event('Enter invoice', who('ann'), at(0)),
    event('Approve payment', who('ann'), null, { denied: 'EYES', flaw: 'no-time' }),
  ], true)]],
  unreadable: [2, ({ name, who, at, pick }) => [one(name(0), [
    event('Enter invoice', who('ann'), at(0)),
    event('Approve payment', who('ann'), pick(['soon', '1900-01-01T00:00:00Z', '2024-02-30T00:00:00Z']), { denied: 'EYES', flaw: 'bad-time' }),
  ], true)]],
  released: [6, ({ name, who, at, pick }) => {
    const [wait, denied] = pick([[HOUR], [DAY - 1], [DAY, 'NEED'], [2 * DAY, 'NEED']]);
    return [one(name(0), [
      event('Enter invoice', who('ann'), at(0)),
      event('Approve payment', who('bob'), at(MINUTE)),
      event('Release payment', who('cid'), at(MINUTE + wait), { denied }),
    ])];
  }],
  burst: [12, ({ name, who, at, pick }) => Array.from({ length: pick([2, 3, 4, 5, 6]) }, (_, i) => one(name(i), [
    event('Enter invoice', who('ann'), at(-20 * DAY - i * DAY)),
    event('Approve payment', who('bob'), at(9 * i * MINUTE), { denied: i >= 3 ? 'RATE' : undefined }),
  ]))],
  edge: [6, ({ name, who, at, pick }) => {
    const [last, denied] = pick([[HOUR], [HOUR - 1, 'RATE']]);
    return [0, MINUTE, 2 * MINUTE, last].map((time, i) => one(name(i), [
      event('Enter invoice', who('ann'), at(-DAY)),
      event('Approve payment', who('bob'), at(time), { denied: i === 3 ? denied : undefined }),
    ]));
  }],
  vendor: [10, ({ name, who, at, pick, vendor }) => {
    const [first, second, whose, later, denied] = pick([
      ['Create vendor', 'Pay vendor', 'ann', 3 * DAY, 'VENDOR'],
      ['Create vendor', 'Pay vendor', 'ann', 30 * DAY - 1, 'VENDOR'],
      ['Create vendor', 'Pay vendor', 'ann', 30 * DAY],
      ['Create vendor', 'Pay vendor', 'bob', 3 * DAY],
      ['Pay vendor', 'Create vendor', 'ann', 29 * DAY, 'VENDOR'],
    ]);
    return [
      one(name(0), [event(first, who('ann'), at(0), { vendor })]),
      one(name(1), [event(second, who(whose), at(later), { vendor, denied })]),
    ];
  }],
  bound: [7, ({ name, who, at, pick, vendor }) => {
    const [whose, later, denied] = pick([['ann', DAY], ['bob', 7 * DAY], ['bob', 7 * DAY - 1, 'BIND'], ['bob', HOUR, 'BIND']]);
    return [
      one(name(0), [event('Maintain vendor', who('ann'), at(0), { vendor })]),
      one(name(1), [event('Maintain vendor', who(whose), at(later), { vendor, denied })]),
    ];
  }],
};
const TOTAL = Object.values(KINDS).reduce((sum, [weight]) => sum + weight, 0);

/** The cells of a log, in an order that has nothing to do with their times. */
export function* cells(count, seed) {
  const random = chance(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const step = stride(count);
  for (let i = 0; i < count; i++) {
    const slot = (i * step) % count; // each once, far from those before and after it
    let left = random() * TOTAL;
    const [, make] = Object.values(KINDS).find(([weight]) => (left -= weight) < 0);
    yield make({
      pick,
      vendor: `V-${slot}`,
      name: (number) => `case ${slot}.${number}`,
      who: (name) => `${name}-${slot % CAST}`,
      at: (millis) => START + slot * SPACING + millis,
    });
  }
}

/** A step that comes by every number below the count. */
function stride(count) {
  const divides = (a, b) => (b === 0 ? a : divides(b, a % b));
  let step = Math.floor(count * 0.618) | 1;
  while (divides(step, count) !== 1) step += 2;
  return step;
}

/** What a replay of the log has to find. */
export class Expected {
  calls = 0;
  cases = 0;
  denied = 0;
  deniedCases = 0;
  rules = {};
  flaws = {};
  from = Infinity;
  to = -Infinity;

  add(cell) {
    for (const { events } of cell) {
      this.cases++;
      const rules = new Set();
      for (const { activity, time, denied, flaw } of events) {
        if (flaw) this.flaws[flaw] = (this.flaws[flaw] ?? 0) + 1;
        if (activity === 'Check totals') {
          this.flaws['left-out'] = (this.flaws['left-out'] ?? 0) + 1;
          continue;
        }
        this.calls++;
        if (typeof time === 'number') {
          this.from = Math.min(this.from, time);
          this.to = Math.max(this.to, time);
        }
        if (denied) {
          this.denied++;
          rules.add(denied);
          this.rules[denied] ??= { deny: 0, cases: 0 };
          this.rules[denied].deny++;
        }
      }
      rules.forEach((rule) => this.rules[rule].cases++);
      this.deniedCases += rules.size > 0 ? 1 : 0;
    }
  }
}

const OFFSETS = [0, 0, 60, -210, 345, 840, -720];

/** A time as logs write it: with one of several offsets, and with as many digits as it needs or more. */
export function written(time, random) {
  if (typeof time !== 'number') return time ?? '';
  const offset = OFFSETS[Math.floor(random() * OFFSETS.length)];
  const local = new Date(time + offset * MINUTE).toISOString().slice(0, -1);
  const digits = time % SECOND === 0 && random() < 0.5 ? local.slice(0, 19) : local;
  if (offset === 0 && random() < 0.7) return `${digits}Z`;
  const minutes = Math.abs(offset);
  const two = (number) => String(number).padStart(2, '0');
  return `${digits}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function shuffled(list, random) {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const attribute = (type, key, value) => `<${type} key="${key}" value="${xml(value)}"/>`;

/** Lines of XES for some cells, each with the event that it tells of: traces in any order, and so the events of most. */
export function* xes(some, random) {
  for (const { name, events, kept } of shuffled(some.flat(), random)) {
    yield [`<trace>${attribute('string', 'concept:name', name)}`];
    for (const each of kept ? events : shuffled(events, random)) {
      const time = written(each.time, random);
      yield [
        `<event>${attribute('string', 'concept:name', each.activity)}`
          + (each.who === '' ? '' : attribute('string', 'org:resource', each.who))
          + (time === '' ? '' : attribute('date', 'time:timestamp', time))
          + (each.vendor ? attribute('string', 'vendor', each.vendor) : '')
          + `${attribute('string', 'lifecycle:transition', 'complete')}</event>`,
        each,
      ];
    }
    yield ['</trace>'];
  }
}
export const XES = { head: '<?xml version="1.0" encoding="UTF-8"?>\n<log>', foot: '</log>', lines: xes };

/** Rows for some cells, mixed; those of a case that is to keep its order do. */
export const table = (separator, end, mark = '') => ({
  head: `${mark}${['Case', 'Activity', 'Who, really', 'When', 'vendor'].map(quoted).join(separator)}`,
  foot: '',
  end,
  *lines(some, random) {
    const rows = [];
    for (const { name, events, kept } of some.flat()) {
      const keys = events.map(() => random());
      if (kept) keys.sort((a, b) => a - b);
      events.forEach((each, i) => rows.push([keys[i], name, each]));
    }
    rows.sort(([a], [b]) => a - b);
    for (const [, name, each] of rows) {
      const values = [name, each.activity, each.who, written(each.time, random), each.vendor ?? ''];
      yield [values.map((value) => (random() < 0.2 ? `"${value}"` : quoted(value))).join(separator), each];
    }
  },
});
const quoted = (value) => (/[",;\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
export const COLUMNS = '"case=Case",activity=Activity,"resource=Who, really",time=When';
