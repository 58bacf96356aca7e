-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "detail" JSON NOT NULL DEFAULT '{}',
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- What stays wrong is one alert, however often it is seen.
CREATE UNIQUE INDEX alert_open_idx ON alert (kind, subject) WHERE closed_at IS NULL;
ALTER TABLE alert ADD CONSTRAINT alert_severity_check CHECK (severity IN ('info', 'warning', 'critical'));
ALTER TABLE alert ADD CONSTRAINT alert_acknowledged_check CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL));
