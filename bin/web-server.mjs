// The web process: Node's server, with two doors behind it. The REST API is answered directly, everything else by the framework. Passing
// through the framework costs a request about 3 ms, more than most of them take (docs/adr/0008).
//   starting -> serving -> stopping (no new connections, idle ones closed) -> gone
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createRequestListener } from '@remix-run/node-fetch-server';

/** Where the REST API lives; src/server/api/rest/rest-base.ts has the same. */
const REST_BASE = '/api/v1/orchestration';
/** Requests under way may end; streams, which never do, are cut off after this. Milliseconds. */
const STREAM_GRACE_MS = 1_000;

const dir = path.resolve(import.meta.dirname, '../.next/standalone');
const port = Number(process.env.PORT);
const hostname = process.env.HOSTNAME;

/** The build's own configuration: with it the framework reads no file of the checkout. */
function readBuildConfig() {
  const { config } = JSON.parse(fs.readFileSync(path.join(dir, '.next/required-server-files.json'), 'utf8'));
  return JSON.stringify(config);
}

/** The program opens its doors when the framework has loaded it (src/server/start-web.ts): all doors share one set of connections. */
const opened = new Promise((resolve) => {
  globalThis.openHiveDoors = resolve;
});

function isRest(url) {
  if (!url.startsWith(REST_BASE)) return false;
  const next = url[REST_BASE.length];
  return next === undefined || next === '/' || next === '?';
}

process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = readBuildConfig();
process.chdir(dir);
const next = createRequire(path.join(dir, 'server.js'))('next');
const app = next({ dev: false, dir, hostname, port });
await app.prepare();
const answerPages = app.getRequestHandler();
const doors = await opened;
const answerRest = createRequestListener((request) => doors.answerRest(request), {
  host: 'hive',
  onError: (error) => console.error(error),
});

const server = http.createServer((request, response) => {
  if (isRest(request.url)) answerRest(request, response);
  else void answerPages(request, response);
});

async function end() {
  await doors.drain();
  process.exit(0);
}

function stop() {
  server.close(() => void end());
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), STREAM_GRACE_MS);
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

server.once('error', (error) => {
  console.error(error);
  process.exit(1);
});
server.listen(port, hostname);
