-- CreateTable
CREATE TABLE "budget" (
    "id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "run_id" UUID,
    "period" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "limit_usd" DOUBLE PRECISION NOT NULL,
    "on_exceeded" TEXT NOT NULL,
    "alert_share" DOUBLE PRECISION NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spend" (
    "quarter" TIMESTAMPTZ(3) NOT NULL,
    "agent_id" UUID NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "cost_usd" DOUBLE PRECISION NOT NULL,
    "calls" INTEGER NOT NULL,
    "unpriced" INTEGER NOT NULL,

    CONSTRAINT "spend_pkey" PRIMARY KEY ("quarter","agent_id","workflow_id")
);

-- CreateTable
CREATE TABLE "run_spend" (
    "run_id" UUID NOT NULL,
    "cost_usd" DOUBLE PRECISION NOT NULL,
    "calls" INTEGER NOT NULL,
    "unpriced" INTEGER NOT NULL,

    CONSTRAINT "run_spend_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "spend_hold" (
    "attempt_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "cost_usd" DOUBLE PRECISION NOT NULL,
    "held_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spend_hold_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "budget_scope_subject_period_key" ON "budget"("scope", "subject", "period");

ALTER TABLE budget ADD CONSTRAINT budget_run_check CHECK ((run_id IS NOT NULL) = (scope IN ('run', 'task')));
ALTER TABLE budget ADD CONSTRAINT budget_limit_check CHECK (limit_usd > 0);

-- Calls of judges are summed by their end, as attempts are.
CREATE INDEX judge_call_ended_idx ON judge_call (ended_at) WHERE ended_at IS NOT NULL;

-- What was spent before there were budgets counts too. Work may go on meanwhile: what ended in the last seconds is left to the first fold,
-- so that no slower commit is overtaken.
INSERT INTO setting (name, value, updated_at)
VALUES ('spend_until', json_build_object('at', date_trunc('milliseconds', clock_timestamp() - interval '5 seconds')), clock_timestamp());

CREATE TEMPORARY TABLE call_before ON COMMIT DROP AS
WITH mark AS (SELECT (value ->> 'at')::timestamptz AS at FROM setting WHERE name = 'spend_until')
SELECT a.run_id, a.agent_id, date_bin('15 minutes', a.ended_at, 'epoch') AS quarter, COALESCE(a.cost_usd, g.cost_per_task_usd) AS usd
FROM attempt a JOIN agent g ON g.id = a.agent_id
WHERE a.ended_at < (SELECT at FROM mark) AND a.started_at IS NOT NULL AND (a.status IN ('completed', 'failed') OR a.cost_usd IS NOT NULL)
UNION ALL
SELECT a.run_id, j.agent_id, date_bin('15 minutes', j.ended_at, 'epoch'), COALESCE(j.cost_usd, g.cost_per_task_usd)
FROM judge_call j JOIN attempt a ON a.id = j.attempt_id JOIN agent g ON g.id = j.agent_id WHERE j.ended_at < (SELECT at FROM mark);

INSERT INTO spend (quarter, agent_id, workflow_id, cost_usd, calls, unpriced)
SELECT c.quarter, c.agent_id, CASE WHEN r.workflow_version_id IS NULL THEN '' ELSE r.workflow_id END,
  COALESCE(sum(c.usd), 0), count(*), count(*) FILTER (WHERE c.usd IS NULL)
FROM call_before c JOIN run r ON r.id = c.run_id GROUP BY 1, 2, 3;

INSERT INTO run_spend (run_id, cost_usd, calls, unpriced)
SELECT run_id, COALESCE(sum(usd), 0), count(*), count(*) FILTER (WHERE usd IS NULL) FROM call_before GROUP BY 1;
