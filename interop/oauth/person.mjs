// A person with a browser: follows redirects with cookies, and fills the forms of oidc-provider's development pages.

/** What to do with a page's form. */
function fill(page, at, login) {
  const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(page);
  if (!form) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of form[2].matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  if (fields.has('login')) {
    fields.set('login', login);
    fields.set('password', 'any');
  }
  return { url: new URL(form[1].replaceAll('&amp;', '&'), at).toString(), fields };
}

/**
 * Goes to a page and on until there is nothing more to fill in. Returns the last page.
 * @param refuse whether the person says no where they are asked to agree
 */
export async function browse(start, login, { refuse = false } = {}) {
  const jars = new Map();
  let url = start;
  let fields;
  let said = false; // no; what comes then may be a form to begin again
  for (let step = 0; step < 40; step++) {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map();
    jars.set(origin, jar);
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(url, { method: fields ? 'POST' : 'GET', body: fields, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const page = await response.text();
    fields = undefined;
    if (response.headers.has('location')) {
      url = new URL(response.headers.get('location'), url).toString();
      continue;
    }
    const next = said ? undefined : fill(page, url, login);
    if (!next) return page;
    if (refuse && next.fields.get('prompt') === 'consent') {
      url = `${url}/abort`;
      said = true;
    } else {
      ({ url, fields } = next);
    }
  }
  throw new Error(`the browser is lost at ${url}`);
}
