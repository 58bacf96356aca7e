-- DropForeignKey
ALTER TABLE "task" DROP CONSTRAINT "task_run_id_fkey";
