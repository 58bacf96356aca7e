-- AlterTable
ALTER TABLE "task" ADD COLUMN     "given" TEXT;

-- CreateTable
CREATE TABLE "workflow_pin" (
    "workflow_id" UUID NOT NULL,
    "task_key" TEXT NOT NULL,
    "output" JSON NOT NULL,
    "pinned_by" TEXT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_pin_pkey" PRIMARY KEY ("workflow_id","task_key")
);

-- AddForeignKey
ALTER TABLE "workflow_pin" ADD CONSTRAINT "workflow_pin_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "task" ADD CONSTRAINT "task_given_check" CHECK (given IN ('pinned', 'left_out'));
