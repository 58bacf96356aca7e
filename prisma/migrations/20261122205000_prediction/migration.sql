-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "beat_intervals" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "progressed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "agent_minute" (
    "agent_id" UUID NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "ended" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "lost" INTEGER NOT NULL,
    "timed" INTEGER NOT NULL,
    "log_ratio_sum" DOUBLE PRECISION NOT NULL,
    "first_failure_at" TIMESTAMPTZ(3),
    "last_failed" BOOLEAN NOT NULL,

    CONSTRAINT "agent_minute_pkey" PRIMARY KEY ("agent_id","minute")
);

-- CreateTable
CREATE TABLE "agent_degradation" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "signal" TEXT NOT NULL,
    "baseline" DOUBLE PRECISION NOT NULL,
    "current" DOUBLE PRECISION NOT NULL,
    "surprise" DOUBLE PRECISION NOT NULL,
    "samples" INTEGER NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "acted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_degradation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "failure_prediction" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "horizon_ms" INTEGER NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "features" JSON NOT NULL,
    "samples" INTEGER NOT NULL,
    "last_failed" BOOLEAN NOT NULL,
    "failed" BOOLEAN,
    "first_failure_at" TIMESTAMPTZ(3),

    CONSTRAINT "failure_prediction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agent_minute_minute_idx" ON "agent_minute"("minute");

-- CreateIndex
CREATE INDEX "agent_degradation_agent_id_seen_at_idx" ON "agent_degradation"("agent_id", "seen_at" DESC);

-- CreateIndex
CREATE INDEX "failure_prediction_made_at_idx" ON "failure_prediction"("made_at");

-- CreateIndex
CREATE INDEX "failure_prediction_agent_id_made_at_idx" ON "failure_prediction"("agent_id", "made_at" DESC);

-- What stays bad is one row, however often it is seen.
CREATE UNIQUE INDEX agent_degradation_open_idx ON agent_degradation (agent_id, signal) WHERE ended_at IS NULL;
ALTER TABLE agent_degradation ADD CONSTRAINT agent_degradation_signal_check CHECK (signal IN ('latency', 'errors'));
ALTER TABLE failure_prediction ADD CONSTRAINT failure_prediction_probability_check CHECK (probability BETWEEN 0 AND 1);
