// npm run conformance:breaker and bench:breaker. The TypeScript of the project is loaded as it stands.
import { register } from 'tsx/esm/api';

const [what, ...args] = process.argv.slice(2);
register();
if (what === 'conformance') process.exitCode = (await import('./run-conformance.ts')).runConformance(args);
else process.exitCode = (await import('./bench-breaker.ts')).benchBreaker(args);
