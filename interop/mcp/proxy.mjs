// Adds a token for programs that cannot send one. Usage: node proxy.mjs TOKEN-FILE; prints its port, takes the address to
// pass requests on to as the first line of its standard input, and ends with that. Host and Origin stay as they came.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createInterface } from 'node:readline';

const token = readFileSync(process.argv[2], 'utf8').trim();
let target;

const server = createServer((from, answer) => {
  const headers = [...from.rawHeaders, 'Authorization', `Bearer ${token}`];
  const { hostname, port } = new URL(target);
  const to = request({ hostname, port, path: from.url, method: from.method, headers, setHost: false }, (got) => {
    answer.writeHead(got.statusCode, got.rawHeaders);
    answer.flushHeaders();
    got.pipe(answer);
    got.on('error', () => answer.destroy());
  });
  to.on('error', () => answer.destroy());
  answer.on('close', () => to.destroy());
  from.pipe(to);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => (target = line));
lines.on('close', () => process.exit(0));
