// The arrows of docs/architecture.md: app -> components -> (tRPC types) -> api -> use-cases -> core; workers -> use-cases -> core;
// use-cases -> db | queue | agents | events. Nothing points back. scripts/gates/check-imports.mjs runs it.

const TEST = '\\.test\\.tsx?$';
const STORES = '(^|/)node_modules/(pg|pg-[a-z-]+|@prisma|prisma|postgres)/|^(pg|@prisma/.*)$|^src/generated/';
const QUEUES = '(^|/)node_modules/(bullmq|ioredis)/|^(bullmq|ioredis)$';
const server = (...folders) => `^src/server/(${folders.join('|')})/`;

/** `from` (tests beside it excepted) may not import `to`. */
const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: TEST },
  to: typeof to === 'string' ? { path: to } : to,
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no order in which it can be understood.',
      from: {},
      to: { circular: true },
    },
    { name: 'no-unresolvable', severity: 'error', comment: 'The import leads nowhere.', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment: 'Declare it in package.json: today it only comes along with something else.',
      from: { path: '^(src|workers|bin|bench|scripts|e2e|tests|demo)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    never(
      'no-dev-packages-in-the-product',
      '^(src|workers|bin|demo)/',
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
      'It is not installed in production.',
    ),
    never(
      'no-tests-in-the-product',
      '^(src|workers|bin|scripts|demo)/',
      `${TEST}|^(tests|e2e|bench)/`,
      'The product does not know its tests.',
    ),

    never(
      'core-is-pure',
      '^src/server/core/(?!expression/)',
      { pathNot: '^src/server/core/|(^|/)node_modules/zod/' },
      'Core imports core and zod, nothing else: time, ids, chance and rows come in as arguments.',
    ),
    never(
      'core-expression-is-pure',
      '^src/server/core/expression/',
      { pathNot: '^src/server/core/|(^|/)node_modules/(zod|@marcbachmann/cel-js)/' },
      'Expressions add the CEL parser to what core may import.',
    ),
    {
      name: 'core-tests-stay-in-core',
      severity: 'error',
      comment: 'A rule that needs a database to be tested is not a rule of core.',
      from: { path: '^src/server/core/.*\\.test\\.ts$' },
      to: { path: '^(src|workers)/', pathNot: '^src/server/core/' },
    },

    never(
      'only-db-opens-the-store',
      '^(src|workers)/(?!server/db/|server/events/feed-session\\.ts$|server/api/access/|generated/)',
      STORES,
      'src/server/db is the only importer of Prisma and pg (the feed listens on a connection of its own, better-auth brings its adapter).',
    ),
    never(
      'only-the-queue-knows-bullmq',
      '^src/(?!server/queue/)',
      QUEUES,
      'BullMQ and Redis are known in src/server/queue and workers only.',
    ),

    never(
      'use-cases-point-down',
      server('use-cases'),
      '^src/server/api/|^src/(app|components)/|^workers/',
      'A use case does not know who calls it.',
    ),
    never(
      'db-points-down',
      server('db'),
      `${server('use-cases', 'api', 'queue', 'agents', 'events')}|^src/(app|components)/|^workers/`,
      'Statements know core and the store.',
    ),
    never(
      'queue-points-down',
      server('queue'),
      `${server('use-cases', 'api', 'db', 'agents')}|^src/(app|components)/|^workers/`,
      'The queue is a hint: it decides nothing.',
    ),
    never(
      'events-point-down',
      server('events'),
      `${server('use-cases', 'api', 'db', 'agents', 'queue')}|^src/(app|components)/|^workers/`,
      'The feed wakes; it reads nothing.',
    ),
    never(
      'breakers-point-down',
      server('breakers'),
      `${server('use-cases', 'api', 'queue', 'agents')}|^src/(app|components)/|^workers/`,
      'Breakers know core, their tables and the feed.',
    ),
    never(
      'agents-point-down',
      server('agents'),
      `${server('use-cases', 'api', 'db', 'queue')}|^src/(app|components)/|^workers/`,
      'An adapter calls one agent and knows nothing of tasks in tables.',
    ),
    never(
      'traces-point-down',
      server('traces'),
      `${server('use-cases', 'api', 'db', 'queue', 'agents', 'events')}|^src/(app|components)/|^workers/`,
      'The exporter sends spans and knows nothing of rows.',
    ),
    never(
      'only-traces-know-opentelemetry',
      '^(src|workers)/(?!server/traces/)',
      '(^|/)node_modules/@opentelemetry/|^@opentelemetry/',
      'Who does not trace does not load it.',
    ),
    never(
      'contracts-point-down',
      server('contracts'),
      `${server('use-cases', 'api', 'db', 'queue', 'events')}|^src/(app|components)/|^workers/`,
      'A check judges one output and knows nothing of tasks in tables.',
    ),
    never(
      'api-calls-use-cases',
      '^src/server/api/(?!access/)',
      { path: `${server('db', 'queue', 'agents', 'contracts')}|^src/(app|components)/|^workers/`, dependencyTypesNot: ['type-only'] },
      'A door parses, calls one use case and maps the error.',
    ),
    never(
      'access-stays-on-the-server',
      '^src/server/api/access/',
      `${server('queue', 'agents')}|^src/(app|components)/|^workers/`,
      'Access needs the store (better-auth), nothing else below.',
    ),
    never(
      'workers-call-use-cases',
      '^workers/(?!main\\.ts$)',
      { path: server('db'), dependencyTypesNot: ['type-only'] },
      'A worker reaches rows through use cases; main.ts alone opens the database.',
    ),
    never('workers-know-no-doors', '^workers/', '^src/server/api/|^src/(app|components)/', 'Workers serve nobody over HTTP.'),
    never(
      'components-know-no-server',
      '^src/components/',
      '^src/server/(?!core/|api/)|^src/app/|^workers/',
      'The browser gets core (rules) and the types of the API, nothing else of the server.',
    ),
    never(
      'components-import-api-types-only',
      '^src/components/',
      { path: '^src/server/api/', dependencyTypesNot: ['type-only'] },
      'import type: the values of the API stay on the server.',
    ),
    never(
      'ui-knows-no-noun',
      '^src/components/ui/',
      '^src/(?!components/(ui|keys)/|server/core/json\\.ts$)',
      'Buttons and dialogs know no run and no agent; keys and JSON values are no nouns of ours.',
    ),
    never(
      'app-composes',
      '^src/app/',
      `${server('db', 'queue', 'events', 'agents', 'use-cases')}|^workers/`,
      'Routes compose components and mount the API.',
    ),
    never('stories-know-no-product-code', '^e2e/', '^(src|workers|bench)/', 'A story sees what a person sees.'),
    never('demo-stands-alone', '^demo/', '^(src|workers|bin|bench)/', 'The demo agents are programs of their own.'),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/generated'] },
    exclude: { path: '\\.(css|svg|png)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
    cache: false,
  },
};
