// A lock that the kernel releases with its holder: a listening Unix socket in the directory. A socket file that nobody answers was left
// by a kill -9 and is taken over. (Node has no flock; a file with a process id lies after a reboot or in a container.)
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const NAME = 'lock.sock';
/** Two starts may find the same left-over at once; the one whose socket was replaced meanwhile sees that after this time. */
const TAKEOVER_SETTLE_MS = 100;

/** The kernel takes about 100 bytes: use the shorter spelling. */
function socketPath(directory) {
  const absolute = path.resolve(directory, NAME);
  const relative = path.relative(process.cwd(), absolute);
  return relative.length < absolute.length ? relative : absolute;
}

/** The process id that the holder tells, or null when nobody listens. */
async function askHolder(file) {
  const socket = net.connect(file);
  try {
    const [data] = await once(socket, 'data');
    return Number(data.toString());
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

async function listen(file) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(String(process.pid));
  });
  server.unref();
  server.listen(file);
  await once(server, 'listening');
  return server;
}

/**
 * Takes the lock of a directory for the life of this process.
 * @returns {Promise<{ release(): void } | { holder: number }>} holder: the process that has it
 * @throws the system's error when no socket can be made there
 */
export async function lockDirectory(directory) {
  const file = socketPath(directory);
  try {
    const server = await listen(file);
    return { release: () => server.close() };
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
  }
  const holder = await askHolder(file);
  if (holder !== null) return { holder };
  fs.rmSync(file, { force: true });
  const server = await listen(file);
  await new Promise((resolve) => setTimeout(resolve, TAKEOVER_SETTLE_MS));
  const now = await askHolder(file);
  if (now === process.pid) return { release: () => server.close() };
  // Not closed: that would remove the file, which is the other's by now.
  return { holder: now ?? 0 };
}
