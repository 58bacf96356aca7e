-- CreateTable
CREATE TABLE "judge_call" (
    "id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "worker_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "cost_usd" DOUBLE PRECISION,

    CONSTRAINT "judge_call_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "judge_call_attempt_id_idx" ON "judge_call"("attempt_id");

-- Who judges right now: its slots are counted with those of its attempts.
CREATE INDEX judge_call_live_idx ON judge_call (agent_id) WHERE ended_at IS NULL;
