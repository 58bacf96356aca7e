-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "quiet_until" TIMESTAMPTZ(3);
