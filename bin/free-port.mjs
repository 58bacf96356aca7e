import net from 'node:net';

/**
 * Tries to listen on `host:port` and lets go again. Port 0 asks the system for a free one.
 * @returns {Promise<number>} the port
 * @throws the system's error with its code (EADDRINUSE, EACCES, EADDRNOTAVAIL)
 */
export function probePort(host, port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });
}
