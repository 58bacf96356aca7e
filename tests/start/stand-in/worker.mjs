// Stands in for a worker: proves that it reaches the migrated database, then keeps running.
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
client.on('error', () => {});
await client.connect();
await client.query('SELECT 1 FROM _prisma_migrations');
setInterval(() => {}, 60_000);
process.on('SIGTERM', () => {
  void client.end().then(() => process.exit(0));
});
process.send({ ready: true });
