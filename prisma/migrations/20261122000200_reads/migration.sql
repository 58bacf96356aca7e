-- Reads that would otherwise scan every run. Neither index is touched by the updates of a run that goes on: parent_run_id never changes,
-- and a status changes into one of these when the run leaves run_open_idx anyway.
CREATE INDEX run_parent_idx ON run (parent_run_id, created_at DESC) WHERE parent_run_id IS NOT NULL;
CREATE INDEX run_ended_badly_idx ON run (created_at DESC, id DESC) WHERE status IN ('failed', 'cancelled');
