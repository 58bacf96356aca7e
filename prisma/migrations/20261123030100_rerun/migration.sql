-- AlterTable
ALTER TABLE "run" ADD COLUMN     "lineage" TEXT,
ADD COLUMN     "rerun_from" TEXT;

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "reused_from" UUID;

-- CreateTable
CREATE TABLE "bulk_retry" (
    "id" UUID NOT NULL,
    "filter" JSON NOT NULL,
    "newest" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "started" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_retry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_retry_item" (
    "bulk_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "new_run_id" UUID,
    "fault" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_retry_item_pkey" PRIMARY KEY ("bulk_id","run_id")
);

-- CreateIndex
CREATE INDEX "bulk_retry_created_at_id_idx" ON "bulk_retry"("created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "bulk_retry_item" ADD CONSTRAINT "bulk_retry_item_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk_retry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Until now whatever had a parent was a retry of it.
UPDATE "run" SET "lineage" = 'retry' WHERE "parent_run_id" IS NOT NULL;
ALTER TABLE "run" ADD CONSTRAINT run_lineage_check CHECK (lineage IN ('retry', 'fork'));

ALTER TABLE bulk_retry ADD CONSTRAINT bulk_retry_status_check CHECK (status IN ('running', 'completed', 'aborted'));
ALTER TABLE bulk_retry ADD CONSTRAINT bulk_retry_finished_check CHECK ((finished_at IS NULL) = (status = 'running'));
-- What is still to be done is asked for every other second, and mostly there is nothing.
CREATE INDEX bulk_retry_open_idx ON bulk_retry (created_at) WHERE finished_at IS NULL;
CREATE INDEX bulk_retry_item_open_idx ON bulk_retry_item (bulk_id, run_id) WHERE done_at IS NULL;
