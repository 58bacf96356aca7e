-- What people decided is learned in the order in which they did.
CREATE INDEX review_decided_idx ON review (decided_at, attempt_id) WHERE verdict IN ('accept', 'reject');
