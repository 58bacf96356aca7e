// npm run bench:engine: the one door to the benchmarks. The TypeScript of the project is loaded as it stands.
import { register } from 'tsx/esm/api';

const USAGE = `usage: npm run bench:engine -- [options]
  --json FILE               write every figure, with machine, commit and versions
  --backend postgres|redis  the queue's backend (default postgres; redis needs REDIS_URL)
  --workers N               execution processes (default 1)
  --only NAMES              comma list: raw,w1,w2,w3,w4,w5,big,latency,idle
  --repetitions N           of each throughput workload, after one warm-up (default 3)
  --no-web                  leave the web process out; W4 over HTTP is then not measured
  --soak MINUTES            instead of all that: 100 tasks/s for so long, memory of every process
  --cpu-prof DIRECTORY      write a CPU profile of each execution process (with --no-web)
`;

const [what, ...args] = process.argv.slice(2);
if (what !== 'engine' || args.includes('--help')) {
  process.stderr.write(USAGE);
  process.exit(what === 'engine' ? 0 : 1);
}
register();
const { benchEngine } = await import('./engine/bench-engine.ts');
process.exit(await benchEngine(args));
