-- AlterTable
ALTER TABLE "bulk_retry" ADD COLUMN     "act" TEXT NOT NULL DEFAULT 'retry',
ADD COLUMN     "reason" TEXT;
