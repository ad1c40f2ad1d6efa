// Passkeys: makes one in a form with data-passkey-make, and has one sign an approval in an element with data-passkey-use.
(function () {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  async function ask(url, fields) {
    const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    const told = reply.headers.get('Content-Type') || '';
    if (!told.startsWith('application/json')) throw new Error(reply.status === 403 ? 'Sign in again first: this requires a recent sign-in.' : 'The server answered with ' + reply.status + '.');
    return reply.json();
  }

  const known = asked => asked.credentials.map(id => ({ type: 'public-key', id: bytes(id) }));

  function fill(form, prefix, values) {
    for (const [name, value] of Object.entries(values)) form.elements[prefix + name].value = text(value);
  }

  async function make(form) {
    const asked = await ask(form.action, { 'form-token': form.elements['form-token'].value, act: 'challenge' });
    const made = await navigator.credentials.create({ publicKey: {
      rp: { id: asked.site, name: 'Interlock' },
      user: { id: new TextEncoder().encode(asked.person).slice(0, 64), name: asked.person, displayName: asked.person },
      challenge: bytes(asked.challenge),
      pubKeyCredParams: [-7, -8, -257].map(alg => ({ type: 'public-key', alg })),
      excludeCredentials: known(asked),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none', timeout: 120000 } });
    const key = made.response.getPublicKey();
    if (!key) throw new Error('This browser does not show the public key of that passkey. Try another kind.');
    fill(form, '', { credential: made.rawId, key, authenticator: made.response.getAuthenticatorData(), client: made.response.clientDataJSON });
    form.submit();
  }

  async function use(form, place) {
    if (!form.reportValidity()) return;
    const asked = await ask(place.dataset.passkeyUse, { 'form-token': form.elements['form-token'].value });
    if (asked.credentials.length === 0) throw new Error('You have no passkey yet: register one under Settings, Your passkeys.');
    const used = await navigator.credentials.get({ publicKey: {
      rpId: asked.site, challenge: bytes(asked.challenge), allowCredentials: known(asked), userVerification: 'required', timeout: 120000 } });
    fill(form, 'passkey-', { credential: used.rawId, authenticator: used.response.authenticatorData, client: used.response.clientDataJSON, signature: used.response.signature });
    const approve = document.createElement('input');
    approve.type = 'hidden'; approve.name = 'answer'; approve.value = 'approve';
    form.append(approve);
    form.submit();
  }

  async function run(told, act) {
    told.textContent = 'Your browser asks for the passkey.';
    try {
      await act();
    } catch (e) {
      told.textContent = e.name === 'NotAllowedError' ? 'It was cancelled or took too long. Try again.' : e.name === 'SecurityError' ? 'There are no passkeys at this address.' : String(e.message || e);
    }
  }

  function begin(root) {
    if (!window.PublicKeyCredential) return;
    for (const form of root.querySelectorAll('[data-passkey-make]')) {
      const told = form.querySelector('[data-passkey-told]'), go = form.querySelector('[data-passkey-go]');
      const here = location.origin === form.dataset.passkeyMake;
      told.textContent = here ? '' : 'Open the console at ' + form.dataset.passkeyMake + ': passkeys belong to a host name, not to a numeric address.';
      go.hidden = !here;
    }
    for (const place of root.querySelectorAll('[data-passkey-use]')) place.hidden = false;
  }

  document.addEventListener('click', event => {
    const go = event.target.closest('[data-passkey-go]');
    if (!go) return;
    const form = go.form, place = go.closest('[data-passkey-use]');
    const told = form.querySelector('[data-passkey-told]');
    run(told, () => place ? use(form, place) : form.reportValidity() ? make(form) : undefined);
  });
  document.addEventListener('htmx:load', event => begin(event.target));
  begin(document);
})();
