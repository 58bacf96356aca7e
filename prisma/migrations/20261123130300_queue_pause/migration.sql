-- Nothing new is given out, and what runs goes on.
ALTER TABLE restraint DROP CONSTRAINT restraint_kind_check;
ALTER TABLE restraint ADD CONSTRAINT restraint_kind_check CHECK (kind IN ('stopped', 'paused', 'isolated', 'degraded', 'shed'));
CREATE UNIQUE INDEX restraint_paused_idx ON restraint (kind) WHERE kind = 'paused' AND lifted_at IS NULL;
