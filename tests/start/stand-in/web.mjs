// Stands in for the web process: answers for its health, announces once, waits on SIGTERM like Next does with an open stream.
import http from 'node:http';

const server = http.createServer((request, response) => {
  response.statusCode = request.url === '/api/v1/orchestration/health' ? 200 : 404;
  response.end();
});
process.send({ announce: 'first sign-in: somebody@example.com' });
server.listen(Number(process.env.PORT), process.env.HOSTNAME);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
