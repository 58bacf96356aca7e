-- Numbered sets of router settings, and what the router believes of the fleet.
CREATE TABLE "routing_model" (
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "canary_share" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "previous_version" INTEGER,
    "config" JSON NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "report" JSON,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_model_pkey" PRIMARY KEY ("version")
);

CREATE TABLE "routing_belief" (
    "id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "state" JSON NOT NULL,
    "learned_at" TIMESTAMPTZ(6) NOT NULL,
    "learned_id" UUID NOT NULL,
    "thinning" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_belief_pkey" PRIMARY KEY ("id")
);

ALTER TABLE routing_model ADD CONSTRAINT routing_model_status_check
  CHECK (status IN ('draft', 'shadow', 'canary', 'active', 'retired', 'discarded'));
CREATE UNIQUE INDEX routing_model_active_idx ON routing_model (status) WHERE status = 'active';
-- The router as it is built.
INSERT INTO routing_model (version, status, config, note, created_by) VALUES (1, 'active', '{}', 'as built', 'system:install');
