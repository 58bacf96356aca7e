// npm run eval:schedule: the schedule of production, played on recorded workflows. The TypeScript of the project is loaded as it stands.
import { register } from 'tsx/esm/api';

const USAGE = `usage: npm run eval:schedule -- --dag DIR --agents P [options]
  --dag DIR                   workflows to schedule, one per .json file
  --agents P                  agents; each does one task at a time
  --speeds LIST               comma list, e.g. 0.5,1,1,2; from its start again where there are more agents (default 1)
  --estimates true|type-mean  durations known before the start, or the means of their types (default true)
  --history DIR               workflows that ran before; without them every estimate is 1
  --leave-one-out             in place of --history: all other workflows of --dag ran before
  --hedge                     second attempts for stragglers
  --json OUT                  write the report
`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(USAGE);
  process.exit(0);
}
register();
const { evaluateSchedule } = await import('./evaluate-schedule.ts');
process.exitCode = evaluateSchedule(args);
