-- Nothing ever wrote to these two: they begin anew.
DROP TABLE "recovery";
DROP TABLE "failure";

-- CreateTable
CREATE TABLE "failure" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "detector" TEXT NOT NULL,
    "agent_id" UUID,
    "task_id" UUID,
    "run_id" UUID,
    "attempt_id" UUID,
    "worker_id" UUID,
    "message" TEXT NOT NULL,
    "detail" JSON NOT NULL DEFAULT '{}',
    "reported_by" TEXT,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "acted_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "failure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery" (
    "failure_id" UUID NOT NULL,
    "strategy" TEXT,
    "automatic" BOOLEAN NOT NULL,
    "steps" JSON NOT NULL DEFAULT '[]',
    "outcome" TEXT NOT NULL,
    "fence" INTEGER,
    "tasks_reassigned" INTEGER NOT NULL DEFAULT 0,
    "task_ids" UUID[],
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "validated_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_pkey" PRIMARY KEY ("failure_id")
);

-- CreateTable
CREATE TABLE "restraint" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "amount" DOUBLE PRECISION,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "failure_id" UUID,
    "began_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3),
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,
    "lift_reason" TEXT,

    CONSTRAINT "restraint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "task_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "evidence" JSON NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "replay_run_id" UUID,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("task_id")
);

-- AlterTable
ALTER TABLE "task" ADD COLUMN "avoid_agents" UUID[];

-- CreateIndex
CREATE INDEX "failure_agent_id_id_idx" ON "failure"("agent_id", "id" DESC);

-- CreateIndex
CREATE INDEX "failure_run_id_id_idx" ON "failure"("run_id", "id" DESC);

-- CreateIndex
CREATE INDEX "failure_seen_at_idx" ON "failure"("seen_at" DESC);

-- CreateIndex
CREATE INDEX "dead_letter_run_id_idx" ON "dead_letter"("run_id");

-- AddForeignKey
ALTER TABLE "recovery" ADD CONSTRAINT "recovery_failure_id_fkey" FOREIGN KEY ("failure_id") REFERENCES "failure"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who died with a holder, and what a task's holders died of.
CREATE INDEX failure_worker_idx ON failure (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX failure_task_idx ON failure (task_id) WHERE task_id IS NOT NULL;
-- What the sweep follows, and what dispatch reads: few rows of many.
CREATE INDEX failure_open_idx ON failure (seen_at) WHERE resolved_at IS NULL;
CREATE INDEX recovery_running_idx ON recovery (started_at) WHERE outcome = 'running';
CREATE INDEX restraint_open_idx ON restraint (kind) WHERE lifted_at IS NULL;
-- The fleet is stopped once, however many press the button.
CREATE UNIQUE INDEX restraint_stopped_idx ON restraint (kind) WHERE kind = 'stopped' AND lifted_at IS NULL;
CREATE INDEX dead_letter_parked_idx ON dead_letter (parked_at DESC, task_id DESC);

ALTER TABLE failure ADD CONSTRAINT failure_type_check CHECK (type IN ('agent_unresponsive', 'task_timeout', 'task_execution_error', 'resource_exhaustion',
  'communication_failure', 'performance_degradation', 'dependency_failure', 'security_violation', 'system_overload'));
ALTER TABLE failure ADD CONSTRAINT failure_severity_check CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info'));
ALTER TABLE recovery ADD CONSTRAINT recovery_outcome_check CHECK (outcome IN ('running', 'recovered', 'failed', 'escalated', 'timed_out'));
ALTER TABLE restraint ADD CONSTRAINT restraint_kind_check CHECK (kind IN ('stopped', 'isolated', 'degraded', 'shed'));
ALTER TABLE restraint ADD CONSTRAINT restraint_lifted_check CHECK ((lifted_at IS NULL) = (lifted_by IS NULL));
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_cause_check CHECK (cause IN ('poison', 'infrastructure'));
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_decision_check CHECK ((decision IS NULL) = (decided_at IS NULL) AND decision IN ('replayed', 'discarded'));
