import { agentFault } from './agent-faults.ts';
import { watchMemory } from './watch-memory.ts';

export const gzipBomb = agentFault({
  name: 'gzip-bomb',
  about: 'an agent answers with 1 MB that unpacks to 1 GB: cut off at the size limit, the process stays small, the attempt fails',
  n: 10,
  behaviour: { mode: 'gzip-bomb' },
  // The same question would get the same answer.
  final: 'output_too_large',
  watch: watchMemory,
});
