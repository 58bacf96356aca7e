import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { probePort } from '../../../bin/free-port.mjs';
import { waitUntil } from './wait-until.ts';

const START_MS = 10_000;

/** A Redis of one's own, to be killed. What it was told last second survives (append-only file). */
export interface DoomedRedis {
  url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** One command, answered with its raw reply. */
  ask(...words: string[]): Promise<string>;
  remove(): Promise<void>;
}

export function findRedis(): string | null {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((folder) => path.join(folder, 'redis-server')).find((file) => fs.existsSync(file)) ?? null;
}

function ask(port: number, words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let reply = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      reply += text;
      if (/\r\n$/.test(reply)) socket.end();
    });
    socket.once('error', reject).once('close', () => resolve(reply));
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
  });
}

export async function startRedis(home: string, signal: AbortSignal): Promise<DoomedRedis> {
  const binary = findRedis();
  if (binary === null) throw new Error('there is no redis-server on this machine');
  const port = await probePort('127.0.0.1', 0);
  const folder = path.join(home, 'redis');
  fs.mkdirSync(folder);
  let child: ChildProcess | null = null;
  const start = async () => {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--dir', folder];
    child = spawn(binary, flags, { stdio: 'ignore' });
    await waitUntil('Redis', async () => (await ask(port, ['PING'])).startsWith('+PONG'), { ms: START_MS, signal });
  };
  const end = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill: end, ask: (...words) => ask(port, words), remove: end };
}
