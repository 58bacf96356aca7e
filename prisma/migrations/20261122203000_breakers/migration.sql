-- The rules of a breaker are worked out from presets, settings and its agent whenever they are needed: a copy here would grow stale.
-- AlterTable
ALTER TABLE "breaker" DROP COLUMN "policy",
ADD COLUMN     "status" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "breaker_transition" ADD COLUMN     "cause" TEXT NOT NULL,
ADD COLUMN     "measured" JSON NOT NULL;

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "breaker_grants" JSON;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "breaker_generation" INTEGER;

-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "breaker" JSON;

-- CreateIndex
CREATE INDEX "breaker_transition_at_idx" ON "breaker_transition"("at" DESC);

-- The page begins with what is not closed.
CREATE INDEX breaker_trouble_idx ON breaker (resource_id) WHERE status <> 'closed';
