-- Tasks that a map or a loop adds to its run while it runs.
ALTER TABLE "run" ADD COLUMN "items" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "items_failed" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "task" ADD COLUMN "item" INTEGER,
ADD COLUMN "parent_id" UUID;

-- The calls of one map or loop in order. Ordinary tasks are not in it.
CREATE INDEX task_parent_idx ON task (parent_id, item) WHERE parent_id IS NOT NULL;
