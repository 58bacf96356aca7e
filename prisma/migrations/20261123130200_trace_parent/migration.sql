-- AlterTable
ALTER TABLE "run" ADD COLUMN     "trace_parent" TEXT;
