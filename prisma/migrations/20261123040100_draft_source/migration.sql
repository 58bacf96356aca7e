-- The draft as its author wrote it: comments and the order of keys are no part of its value.
ALTER TABLE "workflow" ADD COLUMN "draft_source" TEXT;
