-- CreateTable
CREATE TABLE "metric_sum" (
    "resolution_s" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sums" JSON NOT NULL,

    CONSTRAINT "metric_sum_pkey" PRIMARY KEY ("resolution_s","at")
);

-- Attempts that were lost are few and are looked at again: what became of their tasks is known later. Whoever writes other attempts
-- does not touch this index.
CREATE INDEX attempt_lost_idx ON attempt (ended_at) WHERE status = 'lost';
