-- A second attempt beside the one under `fence` (docs/adr/0014-hedged-attempts.md). Both are null for all but a few rows, which costs no row anything.
ALTER TABLE "task" ADD COLUMN "hedge_fence" INTEGER;
ALTER TABLE "attempt" ADD COLUMN "hedge_of" UUID;
CREATE INDEX attempt_hedge_idx ON attempt (ended_at) WHERE hedge_of IS NOT NULL;
