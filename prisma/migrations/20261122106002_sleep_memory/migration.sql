-- CreateTable
CREATE TABLE "context_entry" (
    "id" UUID NOT NULL,
    "agent_id" UUID,
    "title" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "access" TEXT NOT NULL,
    "importance" DOUBLE PRECISION NOT NULL,
    "tags" TEXT[],
    "access_count" INTEGER NOT NULL DEFAULT 0,
    "accessed_at" TIMESTAMPTZ(3),
    "consolidated_from" UUID[],
    "source_task_id" UUID,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "context_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consolidation" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "tokens_before" INTEGER NOT NULL,
    "tokens_after" INTEGER NOT NULL,
    "retention" DOUBLE PRECISION,
    "report" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consolidation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "entries" INTEGER NOT NULL,
    "valid" BOOLEAN,
    "validated_at" TIMESTAMPTZ(3),
    "fault" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sleep_cycle" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expected_wake_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "wake_reason" TEXT,
    "pre_checkpoint_id" UUID,
    "post_checkpoint_id" UUID,
    "consolidation_id" UUID,
    "recovery_ms" DOUBLE PRECISION,
    "error" TEXT,

    CONSTRAINT "sleep_cycle_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sleep_window" (
    "id" UUID NOT NULL,
    "agent_id" UUID,
    "start_min" INTEGER NOT NULL,
    "end_min" INTEGER NOT NULL,
    "timezone" TEXT NOT NULL,
    "days_of_week" INTEGER[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sleep_window_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_arrival" (
    "task_type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "arrivals" INTEGER NOT NULL,

    CONSTRAINT "task_arrival_pkey" PRIMARY KEY ("at","task_type")
);

-- CreateIndex
CREATE INDEX "context_entry_agent_id_id_idx" ON "context_entry"("agent_id", "id");

-- CreateIndex
CREATE INDEX "consolidation_agent_id_id_idx" ON "consolidation"("agent_id", "id" DESC);

-- CreateIndex
CREATE INDEX "checkpoint_agent_id_id_idx" ON "checkpoint"("agent_id", "id" DESC);

-- CreateIndex
CREATE INDEX "sleep_cycle_agent_id_id_idx" ON "sleep_cycle"("agent_id", "id" DESC);

-- CreateIndex
CREATE INDEX "sleep_window_agent_id_idx" ON "sleep_window"("agent_id");

-- array_to_string is only stable, for the sake of types whose text depends on settings; of texts it is immutable.
CREATE FUNCTION join_texts(texts text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT array_to_string(texts, ' ') $$;
ALTER TABLE context_entry ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', content), 'B') || setweight(to_tsvector('english', join_texts(tags)), 'A')
) STORED;
CREATE INDEX context_entry_search_idx ON context_entry USING gin (search);
CREATE UNIQUE INDEX sleep_cycle_open_idx ON sleep_cycle (agent_id) WHERE ended_at IS NULL;
