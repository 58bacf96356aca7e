// Writes the next SQL migration from prisma/schema.prisma, for developers:
//   npm run db:new -- add_agent_pool     writes prisma/migrations/<time>_add_agent_pool/migration.sql
//   npm run db:new -- --check            fails when schema.prisma says something that no migration does
// It compares two datamodels (the snapshot of the last migration and schema.prisma), so it needs no database and no native engine.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const MIGRATIONS = 'prisma/migrations';
const SNAPSHOT = `${MIGRATIONS}/schema.snapshot.prisma`;

/** Loads the engine by hand: Node 20 cannot import .wasm, and without the registry a panic hides its message. */
async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = fs.readFileSync(fileURLToPath(new URL('schema_engine_bg.wasm', entry)));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return glue.SchemaEngine;
}

/** The engine asks its connection once for version and schema; a fixed answer is enough to compare two datamodels. */
function offlineConnection() {
  const [int32, boolean, text] = [0, 5, 7];
  return {
    provider: 'postgres',
    adapterName: 'offline',
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [boolean, text, int32],
      rows: [[true, 'PostgreSQL 18.0', 180000]],
    }),
    executeRaw: async () => 0,
    executeScript: async () => {},
    startTransaction: async () => {
      throw new Error('offline');
    },
    dispose: async () => {},
  };
}

async function diffAgainstSnapshot(schema) {
  const SchemaEngine = await loadEngine();
  const connection = offlineConnection();
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'offline',
    connect: async () => connection,
    connectToShadowDb: async () => connection,
  });
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, factory);
  const datamodel = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] });
  const before = fs.existsSync(SNAPSHOT) ? datamodel(fs.readFileSync(SNAPSHOT, 'utf8')) : { tag: 'empty' };
  return engine.diff({
    from: before,
    to: datamodel(schema),
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
}

const name = process.argv[2] ?? 'change';
const schema = fs.readFileSync('prisma/schema.prisma', 'utf8');
const diff = await diffAgainstSnapshot(schema);
if (name === '--check') {
  if (diff.exitCode) console.error(`schema.prisma has no migration for:\n${diff.stdout}`);
  process.exit(diff.exitCode ? 1 : 0);
}
if (!diff.exitCode) {
  console.log('no change');
  process.exit(0);
}
const folder = `${MIGRATIONS}/${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(`${folder}/migration.sql`, diff.stdout);
fs.writeFileSync(SNAPSHOT, schema);
fs.writeFileSync(`${MIGRATIONS}/migration_lock.toml`, 'provider = "postgresql"\n');
console.log(`${folder}/migration.sql`);
process.exit(0);
