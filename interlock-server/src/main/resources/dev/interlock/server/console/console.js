// The console works without this script. With it, pages follow the record, times are those of the viewer, and keys work.
'use strict';

(() => {
  const body = document.body;
  document.documentElement.classList.add('script');

  // The zone of the viewer's clock goes to the server, which writes all times.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes('interlock-zone=' + encodeURIComponent(zone))) {
    document.cookie = 'interlock-zone=' + encodeURIComponent(zone) + '; Path=/; Max-Age=31536000; SameSite=Lax';
    if (!sessionStorage.getItem('zone')) {
      sessionStorage.setItem('zone', zone);
      location.reload();
      return;
    }
  }

  // A page is shown again when the record grew; but nothing moves under the pointer, the focus or a half-written form.
  const live = () => document.getElementById('live');
  let news = 0;
  // A page that says why something was refused stays until its reader asks for what is new.
  let refused = performance.getEntriesByType('navigation')[0]?.responseStatus >= 400;

  function isBusy(region) {
    return region.matches(':hover') || (region.contains(document.activeElement) && document.activeElement !== document.body)
      || region.querySelector('dialog[open], details[data-keep][open]') !== null;
  }

  function regionOf(text) {
    return new DOMParser().parseFromString(text, 'text/html').getElementById('live');
  }

  // The page is asked for when the record grew: at once, and at most twice a second. What is told meanwhile is asked for after that.
  let told = 0;
  let asked = 0;
  let resting = false;

  function follow() {
    const region = live();
    if (!region || resting || asked >= told || region.classList.contains('htmx-request')) return;
    asked = told;
    resting = true;
    setTimeout(() => {
      resting = false;
      follow();
    }, 500);
    htmx.trigger(region, 'grown');
  }

  const tell = event => {
    told = Math.max(told, Number(event.data));
    follow();
  };

  body.addEventListener('htmx:sseOpen', event => {
    // What was asked for while the connection was broken may have come to nothing.
    asked = 0;
    event.detail.source.addEventListener('changed', tell);
  });
  body.addEventListener('htmx:afterRequest', follow);

  body.addEventListener('htmx:beforeSwap', event => {
    const region = live();
    if (!region || event.detail.target !== region) return;
    const next = regionOf(event.detail.serverResponse);
    if (!next) {
      // What came is another page, such as that for signing in: what is shown stays.
      event.detail.shouldSwap = false;
      if (event.detail.xhr.responseURL.includes('/console/sign-in')) signedOut(true);
      return;
    }
    if (isSignedOut()) {
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    asked = Math.max(asked, Number(next.dataset.recorded) || 0);
    // A page whose content is of the same version is not shown again, whatever else the record tells.
    if (region.dataset.version && next.dataset.version === region.dataset.version) {
      event.detail.shouldSwap = false;
      return;
    }
    if (event.detail.requestConfig.triggeringEvent?.type === 'grown' && (refused || isBusy(region))) {
      event.detail.shouldSwap = false;
      news++;
      const more = document.getElementById('news');
      if (more) {
        more.hidden = false;
        more.textContent = news === 1 ? 'Something changed: show it' : 'More has changed: show it';
      }
      return;
    }
    news = 0;
    refused = false;
    const more = document.getElementById('news');
    if (more) more.hidden = true;
  });

  body.addEventListener('click', event => {
    if (event.target.closest('#news')) htmx.trigger(live(), 'refresh');
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      navigator.clipboard?.writeText(new URL(copy.dataset.copy, location.href).href).then(() => say(copy.dataset.done || 'Copied'));
    }
  });

  // Steps of a picture in time are shown without a new page being loaded; the address follows, and the focus stays on the steps.
  const address = () => location.pathname + location.search;
  let shown = address();

  function showStep(link) {
    const place = link.getAttribute('href');
    const way = link.dataset.step;
    htmx.ajax('GET', place, { target: '#live', select: '#live', swap: 'outerHTML' }).then(() => {
      if (live()?.getAttribute('hx-get') !== place) {
        location.assign(place);
        return;
      }
      history.pushState(null, '', place);
      shown = address();
      const same = way && document.querySelector('[data-step="' + way + '"]');
      (same || document.querySelector('[data-steps] [aria-current]'))?.focus({ preventScroll: true });
    });
  }

  body.addEventListener('click', event => {
    const step = event.target.closest('[data-steps] a');
    if (step && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      showStep(step);
    }
  });
  // A link to a part of the page leads there, and leaves the page as it is.
  addEventListener('popstate', () => {
    if (address() !== shown) location.reload();
  });

  // The state of the connection.
  const state = text => {
    const element = document.getElementById('connection');
    if (element) {
      element.textContent = text;
      element.parentElement.classList.toggle('broken', text !== 'Live');
    }
  };
  body.addEventListener('htmx:sseOpen', () => {
    state('Live');
    // Somebody signed in again elsewhere in this browser: the whole page, with its forms, has to be of the new session.
    if (isSignedOut()) location.reload();
  });
  body.addEventListener('htmx:sseError', event => {
    state('Not live: trying again');
    if (event.detail.source.readyState !== EventSource.CLOSED || isSignedOut()) return;
    fetch(location.href, { redirect: 'manual' }).then(reply => signedOut(reply.type === 'opaqueredirect'), () => {});
  });
  body.addEventListener('htmx:sseClose', () => state('Not live'));

  const isSignedOut = () => document.getElementById('signed-out')?.hidden === false;

  function signedOut(is) {
    if (is === isSignedOut()) return;
    document.getElementById('signed-out').hidden = !is;
    say(is ? 'Your session has ended. What you see is not kept up to date.' : '');
  }

  function say(text) {
    const status = document.getElementById('status');
    if (status) status.textContent = text;
  }

  // Time that is left counts down between two pages. The clock of the server counts: that of the viewer may be wrong.
  const ahead = Date.parse(body.dataset.now) - Date.now();
  const left = end => Math.floor((Date.parse(end) - Date.now() - ahead) / 1000);
  setInterval(() => {
    document.querySelectorAll('[data-until]').forEach(element => {
      const seconds = left(element.dataset.until);
      element.textContent = seconds <= 0 ? 'over' : span(seconds);
    });
    document.querySelectorAll('[data-clock]').forEach(element => {
      element.textContent = clock(Math.max(0, left(element.dataset.clock)));
    });
  }, 1000);

  function clock(seconds) {
    const two = number => String(number).padStart(2, '0');
    const h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60) % 60;
    return (h ? h + ':' + two(m) : m) + ':' + two(seconds % 60);
  }

  function span(seconds) {
    const d = Math.floor(seconds / 86400), h = Math.floor(seconds / 3600) % 24, m = Math.floor(seconds / 60) % 60, s = seconds % 60;
    if (d) return d + ' d' + (h ? ' ' + h + ' h' : '');
    if (h) return h + ' h' + (m ? ' ' + m + ' min' : '');
    if (m >= 10) return m + ' min';
    return m ? m + ' min ' + s + ' s' : s + ' s';
  }

  // Keys: j and k move through rows, Enter opens one, / looks for something, ? shows all keys. Pages add their own by data-key.
  let at = -1;
  const rows = () => [...document.querySelectorAll('[data-row]')];

  function move(by) {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, at + by));
    all.forEach((row, i) => row.classList.toggle('at', i === at));
    (all[at].querySelector('a, button, input') || all[at]).focus({ preventScroll: true });
    all[at].scrollIntoView({ block: 'nearest' });
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
    const key = event.key;
    const steps = [...(event.target.closest('[data-steps]')?.querySelectorAll('a') ?? [])];
    if (steps.length && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      const next = steps[steps.indexOf(event.target.closest('a')) + (key === 'ArrowRight' ? 1 : -1)];
      if (next) showStep(next);
    }
    else if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === '/') document.querySelector('[data-find]')?.focus();
    else if (key === '?') document.getElementById('keys')?.showModal?.();
    else {
      // What changes something is only focused: the next key says so. A row answers for itself, not for another one.
      const named = '[data-key="' + CSS.escape(key) + '"], [data-focus="' + CSS.escape(key) + '"]';
      const target = rows()[at]?.querySelector(named)
        || [...document.querySelectorAll('main :is(' + named + ')')].find(element => !element.closest('[data-row]'));
      if (!target) return;
      if (target.matches('input:not([type=checkbox]), textarea, [data-focus]')) target.focus();
      else target.click();
    }
    event.preventDefault();
  });
})();
