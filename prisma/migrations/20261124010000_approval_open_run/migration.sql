-- A list of runs tells of each how many questions wait for a person; only the few that are open are in it.
CREATE INDEX approval_open_run_idx ON approval (run_id) WHERE status = 'open';
