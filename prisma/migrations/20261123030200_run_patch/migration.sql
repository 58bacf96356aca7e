-- AlterTable
ALTER TABLE "run" ADD COLUMN     "graph_version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "run_patch" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "version" INTEGER,
    "status" TEXT NOT NULL,
    "ops" JSON NOT NULL,
    "diff" JSON,
    "note" TEXT,
    "definition_before" JSON,
    "own_before" BOOLEAN,
    "task_key" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "reverted_by" TEXT,
    "reverted_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_patch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "run_patch_run_id_created_at_idx" ON "run_patch"("run_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_patch_run_id_version_key" ON "run_patch"("run_id", "version");

ALTER TABLE run_patch ADD CONSTRAINT run_patch_status_check CHECK (status IN ('proposed', 'applied', 'reverted', 'refused'));
ALTER TABLE run_patch ADD CONSTRAINT run_patch_version_check CHECK ((version IS NOT NULL) = (status IN ('applied', 'reverted')));
