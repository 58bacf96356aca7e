-- AlterTable
ALTER TABLE "alert_rule" ADD COLUMN     "side" TEXT NOT NULL DEFAULT 'above';
