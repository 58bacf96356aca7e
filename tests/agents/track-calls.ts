import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of a test, on a free port of loopback. */
export interface AgentServer {
  port: number;
  /** Calls whose answer is not finished. */
  openCalls(): number;
  /** Calls that the client dropped before their answer was finished. */
  droppedCalls(): number;
  /** Resolves when a call is open. */
  answering(): Promise<void>;
  /** Resolves when a call has come in and no call is open any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the server and follows its calls from the first header to the end of the answer, or to the end of the connection. */
export async function listenAndTrack(server: Server, port = 0): Promise<AgentServer> {
  const waiting = new Set<() => void>();
  const arriving = new Set<() => void>();
  let seen = 0;
  let open = 0;
  let dropped = 0;
  server.on('request', (_request, response) => {
    seen++;
    open++;
    for (const wake of arriving) wake();
    response.once('close', () => {
      open--;
      if (!response.writableFinished) dropped++;
      if (open === 0) for (const wake of waiting) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    openCalls: () => open,
    droppedCalls: () => dropped,
    answering: () =>
      new Promise((resolve) => {
        if (open > 0) return resolve();
        arriving.add(resolve);
      }),
    settled: () =>
      new Promise((resolve) => {
        if (seen > 0 && open === 0) return resolve();
        waiting.add(resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
