import type { JournalCall } from '../stack/journal.ts';
import type { Hive } from '../stack/open-hive.ts';
import { agentFault } from './agent-faults.ts';

/** The agent's honest answers say `truth: true`, its lies something else. */
const CONTRACT = { schema: { type: 'object', required: ['truth'], properties: { truth: { const: true } } } };

/** Every lie is on record as rejected, and no lie as a result. */
async function caughtAll({ db }: Hive, calls: JournalCall[]): Promise<string[]> {
  const lies = calls.filter(({ mode }) => mode === 'lie');
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM attempt WHERE run_id = $1 AND status = 'failed' AND verification = 'rejected'`,
    [calls[0]?.run],
  );
  return rows[0]?.n === lies.length ? [] : [`${lies.length} lies, ${rows[0]?.n} rejected`];
}

export const lyingAgent = agentFault({
  name: 'lying-agent',
  about:
    'an agent says that it is done with a result its contract forbids: every lie is rejected, the task is made again, the truth recorded',
  n: 20,
  behaviour: { mode: 'lie' },
  shape: { contract: CONTRACT },
  inspect: caughtAll,
});
