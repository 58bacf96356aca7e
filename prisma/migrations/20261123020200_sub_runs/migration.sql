-- Runs that run as a task of another run. Such a run has the id of its task: whoever starts it again starts the same one.
CREATE TABLE "sub_run" (
    "task_id" UUID NOT NULL,
    "parent_run_id" UUID NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "version" INTEGER,
    "input" JSON NOT NULL,
    "depth" INTEGER NOT NULL,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sub_run_pkey" PRIMARY KEY ("task_id")
);
CREATE INDEX "sub_run_parent_run_id_idx" ON "sub_run"("parent_run_id");
CREATE INDEX sub_run_open_idx ON sub_run (task_id) WHERE closed_at IS NULL;
