import http from 'node:http';

const POLL_MS = 100;
const ANSWER_MS = 5_000;
const HEALTH_PATH = '/api/v1/orchestration/health';
/** 503 is an answer too: a sick fleet must not keep its operator out. */
const SERVES = new Set([200, 503]);

function statusOf(url, signal) {
  return new Promise((resolve) => {
    const request = http.get(url, { signal, timeout: ANSWER_MS, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}

/** Resolves when the web process at `base` answers for its health. */
export async function awaitHealth(base, signal) {
  while (!signal.aborted) {
    if (SERVES.has(await statusOf(`${base}${HEALTH_PATH}`, signal))) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
