-- CreateIndex
CREATE INDEX "audit_entry_actor_seq_idx" ON "audit_entry"("actor", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_action_seq_idx" ON "audit_entry"("action", "seq" DESC);

-- Both are written in order of time: a few pages say where a moment lies.
CREATE INDEX audit_entry_at_idx ON audit_entry USING brin (at) WITH (autosummarize = on);
CREATE INDEX event_at_idx ON event USING brin (at) WITH (autosummarize = on);
