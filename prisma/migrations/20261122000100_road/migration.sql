-- What the schema language cannot say. Measured reasons: docs/adr/0003-road-statements.md.

-- The queue: a column of its own, set when a task becomes ready and nulled when it is placed. A partial index on status would make
-- every status update write every index of the table.
CREATE INDEX task_queue_idx ON task (queue_rank, id) WHERE queue_rank IS NOT NULL;
CREATE INDEX task_park_idx ON task (park_key, park_rank) WHERE park_key IS NOT NULL;
CREATE INDEX task_due_idx ON task (available_at) WHERE available_at IS NOT NULL;

-- Live attempts: the only source of in-flight counts.
CREATE INDEX attempt_live_agent_idx ON attempt (agent_id) WHERE ended_at IS NULL;
CREATE INDEX attempt_live_worker_idx ON attempt (worker_id) WHERE ended_at IS NULL;
CREATE INDEX attempt_live_lease_idx ON attempt (lease_expires_at) WHERE ended_at IS NULL AND lease_expires_at IS NOT NULL;

-- Only live agents and live workers are asked for on the road.
CREATE INDEX agent_live_idx ON agent (status) WHERE retired_at IS NULL;
CREATE INDEX worker_live_idx ON worker (lease_expires_at) WHERE ended_at IS NULL;
CREATE INDEX run_open_idx ON run (created_at DESC, id DESC) WHERE finished_at IS NULL;

-- Room for updates in place.
ALTER TABLE run SET (fillfactor = 40);
ALTER TABLE task SET (fillfactor = 70);
ALTER TABLE agent_stat SET (fillfactor = 50);
ALTER TABLE worker SET (fillfactor = 50);

-- lz4 costs a third of pglz's CPU; a server built without it (the embedded one) keeps the default.
DO $$
BEGIN
  ALTER TABLE decision ALTER COLUMN record SET COMPRESSION lz4;
  ALTER TABLE task ALTER COLUMN output SET COMPRESSION lz4;
  ALTER TABLE task ALTER COLUMN input SET COMPRESSION lz4;
  ALTER TABLE run ALTER COLUMN definition SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
ALTER TABLE artifact ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE run SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
ALTER TABLE task SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);
ALTER TABLE attempt SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000);

ALTER TABLE run ADD CONSTRAINT run_status_check CHECK (status IN ('created', 'running', 'paused', 'completed', 'failed', 'cancelled'));
ALTER TABLE task ADD CONSTRAINT task_status_check
  CHECK (status IN ('pending', 'ready', 'assigned', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'skipped'));
ALTER TABLE attempt ADD CONSTRAINT attempt_status_check
  CHECK (status IN ('assigned', 'running', 'completed', 'failed', 'cancelled', 'lost', 'returned'));
ALTER TABLE attempt ADD CONSTRAINT attempt_end_check CHECK ((ended_at IS NULL) = (status IN ('assigned', 'running')));

-- The audit is append-only for everybody, the application included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
