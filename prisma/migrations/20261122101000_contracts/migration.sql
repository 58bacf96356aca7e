-- AlterTable
ALTER TABLE "run" ADD COLUMN     "max_agents" INTEGER NOT NULL DEFAULT 20;

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "quality" DOUBLE PRECISION,
ADD COLUMN     "verification" TEXT,
ADD COLUMN     "verification_reason" TEXT;

-- AlterTable
ALTER TABLE "agent_stat" ADD COLUMN     "cost_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "quality_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "quality_sum" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "rejected" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "returned" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "verified" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "reported_output" (
    "attempt_id" UUID NOT NULL,
    "output" JSON NOT NULL,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "cost_usd" DOUBLE PRECISION,
    "reported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reported_output_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "review" (
    "attempt_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "instructions" TEXT NOT NULL,
    "on_deadline" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_pkey" PRIMARY KEY ("attempt_id")
);

-- Open reviews only: the decided ones are history.
CREATE INDEX review_open_idx ON review (opened_at, attempt_id) WHERE verdict IS NULL;
CREATE INDEX review_open_run_idx ON review (run_id) WHERE verdict IS NULL;
-- Runs that a sweep may have to end.
CREATE INDEX run_deadline_idx ON run (deadline_at) WHERE deadline_at IS NOT NULL AND finished_at IS NULL;

ALTER TABLE attempt ADD CONSTRAINT attempt_verification_check CHECK (verification IN ('verified', 'rejected', 'unverified')) NOT VALID;
ALTER TABLE attempt ADD CONSTRAINT attempt_quality_check CHECK (quality BETWEEN 0 AND 1) NOT VALID;
ALTER TABLE review ADD CONSTRAINT review_verdict_check CHECK (verdict IN ('accept', 'reject', 'expired', 'withdrawn'));

-- What was measured before there were contracts: every success had returned a result, and every positive sum of costs was measured.
UPDATE agent_stat SET returned = successes, cost_count = CASE WHEN cost_usd_sum > 0 THEN attempts ELSE 0 END;
