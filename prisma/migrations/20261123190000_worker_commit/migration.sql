-- AlterTable
ALTER TABLE "worker" ADD COLUMN     "commit" TEXT;
