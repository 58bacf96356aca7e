import { agentFault } from './agent-faults.ts';
import { watchMemory } from './watch-memory.ts';

export const hugeOutput = agentFault({
  name: 'huge-output',
  about: 'an agent answers without an end: cut off at the size limit, the process stays small, the attempt fails',
  n: 10,
  behaviour: { mode: 'huge' },
  // The same question would get the same answer.
  final: 'output_too_large',
  watch: watchMemory,
});
