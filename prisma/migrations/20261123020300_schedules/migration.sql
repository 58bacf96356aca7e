-- Schedules: what starts runs by itself. The table had no row so far.
ALTER TABLE "schedule" ADD COLUMN "overlap" TEXT NOT NULL DEFAULT 'skip',
ADD COLUMN "catch_up" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN "max_catch_up" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "schedule_workflow_id_idx" ON "schedule"("workflow_id");

CREATE TABLE "schedule_fire" (
    "id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "occurrence" TEXT NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "signal" JSON,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_fire_pkey" PRIMARY KEY ("id")
);
-- An occurrence counts once, whoever saw it.
CREATE UNIQUE INDEX "schedule_fire_schedule_id_occurrence_key" ON "schedule_fire"("schedule_id", "occurrence");
CREATE INDEX "schedule_fire_schedule_id_planned_at_idx" ON "schedule_fire"("schedule_id", "planned_at" DESC);
CREATE INDEX schedule_fire_open_idx ON schedule_fire (planned_at) WHERE status IN ('due', 'queued');
ALTER TABLE "schedule_fire" ADD CONSTRAINT "schedule_fire_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE schedule_fire ADD CONSTRAINT schedule_fire_status_check CHECK (status IN ('due', 'queued', 'started', 'skipped', 'failed'));
