-- Counters and histograms that only grow, whatever process is asked for them and however often it was restarted.
CREATE TABLE "metric_total" (
    "name" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "metric_total_pkey" PRIMARY KEY ("name","labels","part")
);
-- Counted up in place.
ALTER TABLE metric_total SET (fillfactor = 50);

-- When it was over, whatever came of it; validated_at is when its tasks ran again.
ALTER TABLE "recovery" ADD COLUMN "ended_at" TIMESTAMPTZ(3);
UPDATE recovery SET ended_at = COALESCE(validated_at, started_at) WHERE outcome <> 'running';
CREATE INDEX recovery_ended_idx ON recovery USING brin (ended_at) WITH (autosummarize = on);

-- What ended in a stretch of time. A summarizing index does not keep an update from staying in its page.
CREATE INDEX run_finished_idx ON run USING brin (finished_at) WITH (autosummarize = on);
