-- CreateTable
CREATE TABLE "embedding_call" (
    "id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "texts" INTEGER NOT NULL,
    "tokens" INTEGER,
    "cost_usd" DOUBLE PRECISION,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "embedding_call_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "embedding_call_ended_at_idx" ON "embedding_call"("ended_at");
