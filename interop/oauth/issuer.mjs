// The issuer of people and workloads: npm's oidc-provider, on a port of the system's choice. Usage: node issuer.mjs; says
// its address in a line, ends when standard input does. A line `rotate` there gives it new keys, `stop` has it answer nothing
// but 503, `go` ends that; each is answered with a line. Any login is taken with any password.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
server.keepAliveTimeout = 300_000; // a connection that ends just when it is used again would be a failure of nobody's
const issuer = `http://127.0.0.1:${server.address().port}`;
let number = 0;
let current;
let stopped = false;

function provider() {
  const key = (kind, options, alg) => ({
    ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
    kid: `key-${++number}`,
    alg,
    use: 'sig',
  });
  const made = new Provider(issuer, {
    clients: [
      {
        client_id: 'interlock-cli',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
      },
      ...['clerk', 'stranger'].map((name) => ({
        client_id: name,
        client_secret: `${name}-secret`,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      })),
    ],
    features: {
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({
          audience: resource,
          scope: '',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 20, // less than what the command line lets a token have left: each command renews it
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    cookies: { keys: ['interop'] },
    jwks: { keys: [key('ec', { namedCurve: 'P-256' }, 'ES256'), key('rsa', { modulusLength: 2048 }, 'RS256')] },
  });
  made.on('server_error', (_, error) => console.error(error));
  return made.callback();
}

function handle(request, response) {
  if (stopped) {
    response.writeHead(503).end();
  } else {
    current(request, response);
  }
}

current = provider();
console.log(issuer);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'rotate') current = provider();
  stopped = line === 'stop';
  console.log(line);
}
process.exit(0);
