import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.ts';
import type { RoutingModelModel } from '../../generated/prisma/models.ts';
import { type ModelReport, modelReportSchema } from '../core/routing/model-report.ts';
import { MODEL_STATUSES, type ModelPlace, type RolloutResult } from '../core/routing/rollout.ts';
import { type RoutingModelConfig, routingModelConfigSchema } from '../core/routing/routing-model.ts';
import type { Database } from './client.ts';

export interface StoredModel extends ModelPlace {
  config: RoutingModelConfig;
  note: string;
  report: ModelReport | null;
  createdBy: string;
  createdAt: Date;
  changedAt: Date;
}

/** Serialises everybody who changes models; the number only has to differ from other locks of this database. */
const MODELS_LOCK = 4_839_207;
/** Models shown; older ones are kept. */
const SHOWN = 200;

function modelFromRow(row: RoutingModelModel): StoredModel {
  return {
    version: row.version,
    status: z.enum(MODEL_STATUSES).parse(row.status),
    canaryShare: row.canaryShare,
    previousVersion: row.previousVersion,
    config: routingModelConfigSchema.parse(row.config),
    note: row.note,
    report: modelReportSchema.nullable().parse(row.report),
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    changedAt: row.changedAt,
  };
}

/** The newest versions, newest first. */
export async function listModels(db: Database): Promise<StoredModel[]> {
  const rows = await db.prisma.routingModel.findMany({ orderBy: { version: 'desc' }, take: SHOWN });
  return rows.map(modelFromRow);
}

export interface NewModel {
  config: RoutingModelConfig;
  note: string;
  report: ModelReport | null;
  createdBy: string;
}

/** Stores a draft under the next number. */
export async function insertModel(db: Database, { config, note, report, createdBy }: NewModel): Promise<StoredModel> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MODELS_LOCK})`;
    const { _max } = await tx.routingModel.aggregate({ _max: { version: true } });
    const row = await tx.routingModel.create({
      data: {
        version: (_max.version ?? 0) + 1,
        status: 'draft',
        config: config as Prisma.InputJsonValue,
        note,
        report: report === null ? Prisma.DbNull : (report as Prisma.InputJsonValue),
        createdBy,
      },
    });
    return modelFromRow(row);
  });
}

/** Lets core decide over all models under the lock, and writes what it answers, each by compare-and-set on its status. */
export async function changeModels(db: Database, decide: (models: ModelPlace[]) => RolloutResult): Promise<RolloutResult> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MODELS_LOCK})`;
    const select = { version: true, status: true, canaryShare: true, previousVersion: true } as const;
    const rows = await tx.routingModel.findMany({ select, orderBy: { version: 'asc' } });
    const places = rows.map((row) => ({ ...row, status: z.enum(MODEL_STATUSES).parse(row.status) }));
    const result = decide(places);
    if (!result.ok) return result;
    // One model is active at a time: it makes room before another takes its place.
    const ordered = result.changes.toSorted((a, b) => Number(a.status === 'active') - Number(b.status === 'active'));
    for (const { version, ...place } of ordered) {
      const before = places.find((each) => each.version === version)?.status ?? '';
      const { count } = await tx.routingModel.updateMany({ where: { version, status: before }, data: { ...place, changedAt: new Date() } });
      if (count !== 1) throw new Error(`routing model ${version} changed under its lock`);
    }
    return result;
  });
}
