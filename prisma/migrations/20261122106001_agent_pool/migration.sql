-- CreateTable
CREATE TABLE "agent_pool" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "template" JSON NOT NULL,
    "tier" TEXT NOT NULL,
    "min" INTEGER NOT NULL,
    "max" INTEGER NOT NULL,
    "cooldown_ms" INTEGER NOT NULL,
    "evaluation_ms" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "target" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "scaled_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_pool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pool_arrival" (
    "pool_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "arrivals" INTEGER NOT NULL,

    CONSTRAINT "pool_arrival_pkey" PRIMARY KEY ("pool_id","at")
);

-- CreateTable
CREATE TABLE "scaling_action" (
    "id" UUID NOT NULL,
    "pool_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "from_size" INTEGER NOT NULL,
    "to_size" INTEGER NOT NULL,
    "reasons" TEXT[],
    "forecast" JSON,
    "actor" TEXT NOT NULL,
    "needed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "scaling_action_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "agent_pool_name_key" ON "agent_pool"("name");

-- CreateIndex
CREATE INDEX "scaling_action_pool_id_id_idx" ON "scaling_action"("pool_id", "id" DESC);

-- CreateIndex
CREATE INDEX "scaling_action_decided_at_idx" ON "scaling_action"("decided_at");

-- AddForeignKey
ALTER TABLE "pool_arrival" ADD CONSTRAINT "pool_arrival_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "agent_pool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scaling_action" ADD CONSTRAINT "scaling_action_pool_id_fkey" FOREIGN KEY ("pool_id") REFERENCES "agent_pool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Members of a pool, past and present.
CREATE INDEX agent_pool_member_idx ON agent (pool) WHERE pool IS NOT NULL;
