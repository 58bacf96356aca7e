-- CreateTable
CREATE TABLE "rebalance" (
    "id" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "moves" JSON NOT NULL,
    "applied" INTEGER NOT NULL,
    "variance_before" DOUBLE PRECISION,
    "variance_after" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rebalance_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rebalance_created_at_idx" ON "rebalance"("created_at");
