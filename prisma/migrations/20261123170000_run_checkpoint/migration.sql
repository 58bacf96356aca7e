-- AlterTable
ALTER TABLE "run" ADD COLUMN     "rerun_seq" INTEGER;
