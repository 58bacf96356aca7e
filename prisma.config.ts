import { defineConfig } from 'prisma/config';

// `prisma generate` needs no schema engine, yet the CLI asks for the file before it starts. Any existing file satisfies the
// check; it is set for these three commands only, so that `prisma migrate` still fetches the real engine where a network has it.
if (process.argv.some((argument) => ['generate', 'validate', 'format'].includes(argument))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
