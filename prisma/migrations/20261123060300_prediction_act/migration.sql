-- CreateTable
CREATE TABLE "prediction_act" (
    "id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "pool" TEXT,
    "probability" DOUBLE PRECISION NOT NULL,
    "restraint_id" UUID,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER,
    "failures" INTEGER,

    CONSTRAINT "prediction_act_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "prediction_act_began_at_idx" ON "prediction_act"("began_at" DESC);

-- Those whose time is not over: looked up every minute.
CREATE INDEX prediction_act_open_idx ON prediction_act (ends_at) WHERE attempts IS NULL;
