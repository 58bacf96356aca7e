// The one door to the benchmarks and offline evaluations (npm run bench:engine, bench:data, bench:ui, bench:routing, bench:breaker, chaos, validate, eval:routing, eval:anomaly, conformance:breaker). The TypeScript of the project is loaded as it stands.
import { register } from 'tsx/esm/api';

const USAGE = `usage: node bench/run.mjs engine|data|ui|routing|ablate-persona|breaker|chaos|evaluate-routing|compare-routing|change-routing|conformance-breaker|evaluate-anomaly|validate [options]

npm run bench:engine -- [options]
  --json FILE               write every figure, with machine, commit and versions
  --backend postgres|redis  the queue's backend (default postgres; redis needs REDIS_URL)
  --workers N               execution processes (default 1)
  --only NAMES              comma list: raw,w1,w2,w3,w4,w5,w6,big,latency,idle
  --repetitions N           of each throughput workload, after one warm-up (default 3)
  --no-web                  leave the web process out; W4 over HTTP is then not measured
  --soak MINUTES            instead of all that: 100 tasks/s for so long, memory of every process
  --cpu-prof DIRECTORY      write a CPU profile of each execution process (with --no-web)

npm run bench:ui -- [options]
  --json FILE               write every figure, with machine, commit and browser
  --rounds N                of every page (default 3)
  --sizes NUMBERS           comma list of nodes (default 10,1000,5000,10000)
  --only graph|runs         the drawn graphs, or the pages of runs (100,000 events; event to paint)
  --quick                   leave out the slowed-down processor and the comparison of painted and real cards
  --url URL                 of a page that runs already on this machine; else the built product is started

npm run bench:data -- [options]
  --scale S                 of a day with 1,000,000 tasks and 10,000,000 events (default 1)
  --json FILE               write every figure, with machine and commit
  --repetitions N           of every read (default 40)
  --only NAMES              comma list: viewers,vitals,cost,reads,retention; the first two need a build of these sources
  --keep FOLDER             of an installation that is kept: what is missing since the last time is added, the rest is there

npm run chaos -- [options]
  --list                    the scenarios
  --scenario NAMES          comma list, or all
  --n N                     injections of each (default: as --list says)
  --seed S                  of everything that is left to chance (default 1)
  --json FILE               write every injection, with machine, commit and seed
  --backend postgres|redis  the queue's backend (default postgres; redis starts its own)
  --minutes M, --runs N     of the nemesis (default 10 and 3000)

npm run validate -- [options]
  --type NAMES              comma list of benchmarks (default: all eight)
  --severity S              light, moderate, heavy or extreme (default light)
  --seconds N               of load, in place of the benchmark's own
  --url URL                 of a product that runs, with its key in HIVE_API_KEY; else one is started for it
  --json FILE               write the signed reports
  --junit FILE              write JUnit XML
  --verify FILE             check signed reports instead; with --fingerprint HEX, that this installation signed them
exit code: 0 all met, 1 something missed, 2 something not known
`;

/** Every door: where it is and what it is called there. Each takes the arguments and gives the exit code. */
const DOORS = {
  engine: async () => (await import('./engine/bench-engine.ts')).benchEngine,
  ui: async () => (await import('./ui/bench-ui.ts')).benchUi,
  routing: async () => (await import('./routing/bench-routing.ts')).benchRouting,
  'ablate-persona': async () => (await import('./routing/report-ablation.ts')).reportAblation,
  data: async () => (await import('./data/bench-data.ts')).benchData,
  chaos: async () => (await import('./chaos/bench-chaos.ts')).benchChaos,
  breaker: async () => (await import('./breaker/bench-breaker.ts')).benchBreaker,
  validate: async () => (await import('./validate/validate.ts')).validate,
  'evaluate-routing': async () => (await import('./evaluate-routing/evaluate-routing.ts')).evaluateRouting,
  'compare-routing': async () => (await import('./evaluate-routing/compare-sets.ts')).compareSets,
  'change-routing': async () => (await import('./evaluate-routing/changing-fleets.ts')).changeFleets,
  'evaluate-anomaly': async () => (await import('./evaluate-anomaly/evaluate-anomaly.ts')).evaluateAnomaly,
  'conformance-breaker': async () => (await import('./breaker/run-conformance.ts')).runConformance,
};

/** Doors whose options are told above. */
const HELPED = new Set(['engine', 'ui', 'data', 'chaos', 'validate']);

const [what, ...args] = process.argv.slice(2);
const known = Object.hasOwn(DOORS, what ?? '');
if (!known || (HELPED.has(what) && args.includes('--help'))) {
  process.stderr.write(USAGE);
  process.exit(known ? 0 : 1);
}
register();
const run = await DOORS[what]();
process.exit(await run(args));
