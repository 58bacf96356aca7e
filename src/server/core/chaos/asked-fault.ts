import { z } from 'zod';
import { plainName } from '../workflow/definition.ts';
import { CHAOS_FAULTS, CHAOS_SECONDS } from './injection.ts';

/** What an admin asks for who puts a fault into an agent. Apart from injections themselves, which pages show and do not parse. */
export const injectFaultSchema = z.strictObject({
  agent_id: z.uuid(),
  fault: z.enum(CHAOS_FAULTS),
  duration_seconds: z.number().int().min(CHAOS_SECONDS.least).max(CHAOS_SECONDS.most).default(CHAOS_SECONDS.usual),
  reason: plainName,
});
export type InjectFault = z.output<typeof injectFaultSchema>;
