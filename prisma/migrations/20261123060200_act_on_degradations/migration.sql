-- AlterTable
ALTER TABLE "agent_degradation" ADD COLUMN     "failure_id" UUID;

-- What stands, by what was done about it: looked up for every recovery that is under way.
CREATE INDEX agent_degradation_failure_idx ON agent_degradation (failure_id) WHERE ended_at IS NULL AND failure_id IS NOT NULL;
