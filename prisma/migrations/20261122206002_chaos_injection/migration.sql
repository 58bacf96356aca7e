-- Faults that an admin puts into demo agents, on purpose and for a while.
CREATE TABLE "chaos_injection" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "fault" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "chaos_injection_pkey" PRIMARY KEY ("id")
);

-- Whoever calls agents asks for these alone, and mostly there is none.
CREATE INDEX chaos_injection_open_idx ON chaos_injection (ends_at) WHERE ended_at IS NULL;
ALTER TABLE chaos_injection ADD CONSTRAINT chaos_injection_ended_check CHECK ((ended_by IS NULL) = (ended_at IS NULL));
ALTER TABLE chaos_injection ADD CONSTRAINT chaos_injection_time_check CHECK (ends_at > started_at);
