import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { endsWait, KEEP_SIGNAL_MS, matchKept } from '../core/control/match-signals.ts';
import type { JsonValue } from '../core/json.ts';
import { eventKeySchema, eventNameSchema } from '../core/workflow/control-task.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { noteEventFires } from '../db/schedule-fires.ts';
import { type SettleResult, settleControls } from '../db/settle-attempts.ts';
import { insertSignal, lockNames, type NewSignal, readEventWaits, readKeptSignals, spendSignals } from '../db/signals.ts';
import { noteDelivery } from '../db/webhooks.ts';
import type { Deps } from '../deps.ts';
import { announceEnds, controlRows, type EndRow, type WaitEnd } from './end-waits.ts';
import { decideOpenFires } from './fire-schedules.ts';
import { recordAuditLater } from './record-audit.ts';

// An event from outside ends every wait that stands when it comes, or is kept for the first wait that comes for it. Both sides hold the
// lock of the event's name, so that none misses the other, and each wait ends once by compare-and-set.

/** Waits that one event ends at most, and kept events looked at for new waits. */
const MOST_WAITS = 10_000;

export const receiveEventSchema = z.strictObject({ key: eventKeySchema.optional(), payload: z.json().default(null) });
export const sendEventSchema = receiveEventSchema.extend({ name: eventNameSchema });
export type ReceiveEvent = z.output<typeof sendEventSchema>;

export interface ReceivedEvent {
  id: string;
  /** Waits that it ended. */
  ended: number;
  /** Schedules that start a run for it, each as its overlap allows. */
  started: number;
  /** Nobody waited for it: it is kept for a day. */
  kept: boolean;
}

interface Settled {
  rows: EndRow[];
  result: SettleResult;
  /** Schedules that it came for. */
  started: number;
}

const NOTHING: Settled = { rows: [], result: { written: [], unlocked: 0, finishedRunIds: [] }, started: 0 };

/** Takes an event that was checked. `delivery` names what brought it, so that the same one is taken once: null then, the second time. */
export async function takeSignal(
  deps: Deps,
  signal: NewSignal,
  delivery: { webhookId: string; messageId: string } | null,
): Promise<ReceivedEvent | null> {
  const settled = await inTransaction(deps.db, async (client): Promise<Settled | null> => {
    if (delivery !== null && !(await noteDelivery(client, { ...delivery, signalId: signal.id }))) return null;
    await lockNames(client, [signal.name]);
    const waits = (await readEventWaits(client, [signal.name], MOST_WAITS)).filter((wait) => endsWait(wait, signal));
    const ends = waits.map((wait): WaitEnd => ({ ...wait, outcome: { output: signal.payload } }));
    const rows = await controlRows(deps, ends);
    const done = rows.length === 0 ? NOTHING : { rows, started: 0, result: await settleControls(client, rows) };
    const started = await noteEventFires(client, signal);
    await insertSignal(client, signal, { ended: done.result.written.filter(Boolean).length, started });
    return { ...done, started };
  });
  if (settled === null) return null;
  await announceEnds(deps, settled.rows, settled.result);
  const { started } = settled;
  // The duty looks every two seconds, too.
  if (started > 0) await decideOpenFires(deps).catch((error: unknown) => deps.log.warn({ err: error }, 'runs of an event start later'));
  const ended = settled.result.written.filter(Boolean).length;
  return { id: signal.id, ended, started, kept: ended + started === 0 };
}

/** An event that somebody sends. */
export async function receiveEvent(deps: Deps, { name, key, payload }: ReceiveEvent, principal: Principal): Promise<ReceivedEvent> {
  const signal: NewSignal = { id: deps.newId(), name, key: key ?? null, payload: payload as JsonValue, source: principal.id };
  const received = (await takeSignal(deps, signal, null)) as ReceivedEvent;
  const detail = { key: key ?? null, ended: received.ended };
  recordAuditLater(deps, { actor: principal, action: 'event.send', subject: `event:${name}`, detail });
  return received;
}

/** Ends waits that have begun with events that came before them. */
export async function matchKeptEvents(deps: Deps, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { rows, result } = await inTransaction(deps.db, async (client): Promise<Settled> => {
    await lockNames(client, names);
    const signals = await readKeptSignals(client, names, { keepMs: KEEP_SIGNAL_MS, limit: MOST_WAITS });
    if (signals.length === 0) return NOTHING;
    const waits = await readEventWaits(client, names, MOST_WAITS);
    const byTask = new Map(waits.map((wait) => [wait.taskId, wait]));
    const payloads = new Map(signals.map(({ id, payload }) => [id, payload]));
    const matches = matchKept(waits, signals);
    const ends = matches.flatMap(({ taskId, signalId }): WaitEnd[] => {
      const wait = byTask.get(taskId);
      return wait === undefined ? [] : [{ ...wait, outcome: { output: payloads.get(signalId) ?? null } }];
    });
    const made = await controlRows(deps, ends);
    if (made.length === 0) return NOTHING;
    const settledNow = await settleControls(client, made);
    await spendSignals(
      client,
      matches.flatMap(({ signalId }, at) => (settledNow.written[at] ? [signalId] : [])),
    );
    return { rows: made, result: settledNow, started: 0 };
  });
  await announceEnds(deps, rows, result);
}
