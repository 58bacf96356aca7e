-- AlterTable
ALTER TABLE "alert_channel" ADD COLUMN     "mail" JSON,
ALTER COLUMN "url" DROP NOT NULL;

-- AlterTable
ALTER TABLE "alert_rule" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'measure',
ADD COLUMN     "target" TEXT,
ALTER COLUMN "measure" DROP NOT NULL,
ALTER COLUMN "threshold" DROP NOT NULL;

ALTER TABLE alert_channel ADD CONSTRAINT alert_channel_place_check CHECK ((url IS NULL) <> (mail IS NULL));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_condition_check CHECK (
  CASE kind WHEN 'measure' THEN measure IS NOT NULL AND threshold IS NOT NULL AND target IS NULL
    WHEN 'target' THEN target IS NOT NULL AND measure IS NULL AND threshold IS NULL
    WHEN 'burn_rate' THEN target IS NOT NULL AND measure IS NULL AND threshold IS NULL
    ELSE false END);
