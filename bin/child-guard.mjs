// Preloaded into every Node child (--import). The kernel closes the channel to the supervisor when that dies, even by kill -9; the child
// then ends itself and whatever it started in its process group. The channel must stay referenced: unref() would end `next dev` early.
// The program itself begins when the secrets of its environment have come over that channel (fork-guarded.mjs).
import { once } from 'node:events';

const GRACE_MS = 3_000;

/** Signals the group that this process leads; a grandchild leads none and signals itself. */
function signalOwn(signal) {
  try {
    process.kill(-process.pid, signal);
  } catch {
    process.kill(process.pid, signal);
  }
}

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => signalOwn('SIGKILL'), GRACE_MS).unref();
    signalOwn('SIGTERM');
  });
  if (process.env.HIVE_SECRETS_FOLLOW) {
    // Not for the children of this one: nobody would send them any.
    delete process.env.HIVE_SECRETS_FOLLOW;
    const [{ secrets }] = await once(process, 'message');
    Object.assign(process.env, secrets);
  }
}
