-- CreateTable
CREATE TABLE "validation_run" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "seconds" INTEGER,
    "status" TEXT NOT NULL,
    "stop_requested" BOOLEAN NOT NULL DEFAULT false,
    "plan" JSON NOT NULL,
    "progress" JSON,
    "lease_expires_at" TIMESTAMPTZ(3),
    "machine" JSON,
    "commit" TEXT,
    "version" TEXT NOT NULL,
    "verdict" TEXT,
    "verdicts" JSON NOT NULL DEFAULT '[]',
    "regression" JSON NOT NULL DEFAULT '[]',
    "baseline_id" UUID,
    "is_baseline" BOOLEAN NOT NULL DEFAULT false,
    "fault" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "validation_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "validation_sample" (
    "run_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "offsets" DOUBLE PRECISION[],
    "values" DOUBLE PRECISION[],
    "subjects" TEXT[],
    "groups" TEXT[],
    "total" INTEGER NOT NULL,

    CONSTRAINT "validation_sample_pkey" PRIMARY KEY ("run_id","measure")
);

-- CreateIndex
CREATE INDEX "validation_run_created_at_id_idx" ON "validation_run"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "validation_run_type_severity_created_at_idx" ON "validation_run"("type", "severity", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "validation_sample" ADD CONSTRAINT "validation_sample_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "validation_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one run is open, and every kind has at most one baseline.
CREATE UNIQUE INDEX "validation_run_open_idx" ON "validation_run" ((true)) WHERE "finished_at" IS NULL;
CREATE UNIQUE INDEX "validation_run_baseline_idx" ON "validation_run" ("type", "severity") WHERE "is_baseline";
ALTER TABLE "validation_run" ADD CONSTRAINT "validation_run_status_check" CHECK ("status" IN ('queued', 'running', 'completed', 'failed', 'cancelled'));
ALTER TABLE "validation_run" ADD CONSTRAINT "validation_run_finished_check" CHECK (("finished_at" IS NULL) = ("status" IN ('queued', 'running')));
