/** npm passes on the Ctrl-C that the terminal has sent us already: the same wish, not a second one. */
const SECOND_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

/**
 * First signal: `stop`. A later one: `hurry`. npm gone (killed, so that it could not tell us): `stop`.
 * @param {{ stop: (why: string) => void, hurry: () => void }} wishes
 */
export function watchSignals({ stop, hurry }) {
  let firstAt = 0;
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(name, () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        stop(`stopping (${name})`);
      } else if (Date.now() - firstAt > SECOND_SIGNAL_MS) hurry();
    });
  }
  // Whoever read our output may leave before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop('stopping: npm is gone'), PARENT_CHECK_MS).unref();
}
