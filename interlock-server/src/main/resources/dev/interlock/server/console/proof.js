// Verifies the proof of one entry of the ledger in the browser: RFC 9162 and C2SP notes, with nothing but SHA-256 and Ed25519 of WebCrypto.
'use strict';

(() => {
  const panel = document.querySelector('[data-proof]');
  if (!panel) return;

  const encoder = new TextEncoder();
  const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const base64 = array => btoa(String.fromCharCode(...array));
  const hex = array => [...array].map(b => b.toString(16).padStart(2, '0')).join('');
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

  function together(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', together(...parts)));
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);

  const list = panel.querySelector('[data-proof-steps]');

  function step(well, title, value) {
    const item = document.createElement('li');
    item.className = well ? 'well' : 'ill';
    const name = document.createElement('span');
    name.textContent = (well ? '' : 'Wrong: ') + title;
    item.append(name);
    if (value) {
      const code = document.createElement('span');
      code.className = 'id wrapid q';
      code.textContent = value;
      item.append(code);
    }
    list.append(item);
    if (!well) throw new Wrong(title);
  }

  class Wrong extends Error {}

  function answer(tone, icon, title, text) {
    const note = panel.querySelector('[data-proof-answer]');
    note.className = 'note ' + tone;
    note.querySelector('use').setAttribute('href', '#' + icon);
    note.querySelector('b').textContent = title;
    note.querySelector('span').textContent = text;
  }

  // RFC 9162, 2.1.3.2
  async function root(leaf, index, size, path) {
    if (!(index >= 0 && index < size)) throw new Wrong('the entry is not below the size of the checkpoint');
    let place = BigInt(index), last = BigInt(size) - 1n, hash = leaf;
    let n = 0;
    for (const sibling of path) {
      n++;
      if (last === 0n) throw new Wrong('the path is too long');
      if ((place & 1n) === 1n || place === last) {
        hash = await node(sibling, hash);
        step(true, 'With hash ' + n + ' of the path on the left of it', hex(hash));
        while ((place & 1n) === 0n && place !== 0n) {
          place >>= 1n;
          last >>= 1n;
        }
      } else {
        hash = await node(hash, sibling);
        step(true, 'With hash ' + n + ' of the path on the right of it', hex(hash));
      }
      place >>= 1n;
      last >>= 1n;
    }
    if (last !== 0n) throw new Wrong('the path is too short');
    return hash;
  }

  async function verify(told) {
    const leaf = bytes(told.leaf);
    const leafHash = await sha256(Uint8Array.of(0), leaf);
    step(true, 'Hash of the byte 0 and the ' + leaf.length + ' bytes of the leaf', hex(leafHash));
    const computed = await root(leafHash, told.proof.index, told.proof.size, told.proof.path.map(bytes));

    const note = told.proof.checkpoint;
    const split = note.lastIndexOf('\n\n');
    step(split > 0 && note.endsWith('\n'), 'The checkpoint is a text, an empty line and signatures');
    const text = note.slice(0, split + 1);
    const lines = text.split('\n');
    step(lines[0] === told.key.name, 'It belongs to the ledger that the key is named after', lines[0]);
    step(lines[1] === String(told.proof.size), 'It covers as many entries as the path was computed for', lines[1]);
    step(lines[2] === base64(computed), 'Its root is the computed one', lines[2]);

    const key = bytes(told.key.public);
    const id = (await sha256(encoder.encode(told.key.name + '\n'), Uint8Array.of(1), key)).slice(0, 4);
    step(hex(id) === told.key.id, 'The id of the key is the beginning of the hash of its name and bytes', hex(id));
    step(told.key.vkey === told.key.name + '+' + hex(id) + '+' + base64(together(Uint8Array.of(1), key)), 'The key to compare is this key', told.key.vkey);

    const signature = note.slice(split + 2).split('\n')
      .filter(line => line.startsWith('\u2014 ' + told.key.name + ' '))
      .map(line => bytes(line.split(' ')[2]))
      .find(signed => same(signed.slice(0, 4), id));
    step(signature !== undefined, 'One of the signatures names this key');
    let imported;
    try {
      imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    } catch (e) {
      answer('hold', 'unsure', 'All but the signature was verified', 'This browser has no Ed25519. The command below verifies the signature as well.');
      return;
    }
    step(await crypto.subtle.verify('Ed25519', imported, signature.slice(4), encoder.encode(text)),
      'Ed25519: the key signed this checkpoint', hex(signature.slice(4)));
    answer('permit', 'permit', 'It is in the ledger', 'The leaf leads to the root of the checkpoint for ' + lines[1] + ' entries, which key ' + told.key.id + ' signed. Is that the key that you were given?');
  }

  async function run() {
    panel.querySelector('[data-proof-where]').textContent = 'computed in this browser';
    if (!window.crypto?.subtle) {
      answer('hold', 'unsure', 'Not verified on this page', 'A browser computes hashes only over HTTPS or on this machine. The command below works everywhere.');
      return;
    }
    try {
      const reply = await fetch(panel.dataset.proof, { headers: { Accept: 'application/json' } });
      if (!reply.ok) throw new Error('the server answered with ' + reply.status);
      await verify(await reply.json());
    } catch (e) {
      if (e instanceof Wrong) answer('deny', 'deny', 'The proof does not hold', e.message + '. Tell the auditors of this ledger, and keep this page.');
      else answer('hold', 'unsure', 'It could not be verified', String(e.message || e));
    }
  }

  run();

  const given = document.querySelector('[data-compare]');
  given?.addEventListener('input', () => {
    const key = document.querySelector('[data-vkey]').textContent.trim(), text = given.value.trim();
    const equal = text === key || text === key.split('+')[1];
    const told = document.querySelector('[data-compared]');
    told.className = 'sm ' + (text === '' ? '' : equal ? 'permit' : 'deny');
    told.textContent = text === '' ? '' : equal ? 'It is the same key.' : 'It is a different key: do not trust this ledger until someone has explained that.';
  });
})();
