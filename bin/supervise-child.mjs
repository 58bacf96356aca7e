// One long-lived child and its restarts:
//   running -> (ended -> waiting -> running)* -> stopping -> gone
// It is given up when it ends too often before it was ready once.
import { forkGuarded, signalGroup } from './fork-guarded.mjs';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;
/** A child that lived this long was well; its next restart is quick again. */
const STEADY_MS = 10_000;
const EARLY_ENDS = 3;

/**
 * @param {{ name: string, command: import('./fork-guarded.mjs').Command, env: NodeJS.ProcessEnv, graceMs: number,
 *   say: (line: string) => void, onMessage: (message: unknown) => void, onGiveUp: (reason: string) => void }} options
 *   graceMs: between SIGTERM and SIGKILL
 */
export function superviseChild({ name, command, env, graceMs, say, onMessage, onGiveUp }) {
  let child = null;
  let timer = null;
  let stopping = false;
  let provedReady = false;
  let ends = 0;
  let delay = FIRST_DELAY_MS;
  let markGone;
  const gone = new Promise((resolve) => {
    markGone = resolve;
  });

  function afterEnd(how, livedMs) {
    child = null;
    if (stopping) return markGone();
    ends += 1;
    if (!provedReady && ends === EARLY_ENDS) return onGiveUp(`${name} ended ${ends} times before it was ready (${how})`);
    if (livedMs > STEADY_MS) delay = FIRST_DELAY_MS;
    say(`${name} ended (${how}); restarting in ${delay} ms`);
    timer = setTimeout(launch, delay);
    delay = Math.min(delay * 2, MAX_DELAY_MS);
  }

  function launch() {
    const bornAt = Date.now();
    child = forkGuarded(command, env);
    const { pid } = child;
    child.on('message', onMessage);
    child.on('error', (error) => say(`${name}: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (pid) signalGroup(pid, 'SIGKILL');
      afterEnd(signal ?? `exit code ${code}`, Date.now() - bornAt);
    });
  }

  launch();
  return {
    name,
    /** From now on it is restarted for ever. */
    markReady: () => {
      provedReady = true;
    },
    /** SIGTERM, then SIGKILL to its group after the grace. Resolves when it is gone. */
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (!child) return;
      child.kill('SIGTERM');
      const last = setTimeout(() => child && signalGroup(child.pid, 'SIGKILL'), graceMs);
      await gone;
      clearTimeout(last);
    },
    hurry: () => child && signalGroup(child.pid, 'SIGKILL'),
  };
}
