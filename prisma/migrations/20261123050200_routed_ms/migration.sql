-- How long the batch took to route in which this was decided.
ALTER TABLE "decision" ADD COLUMN "routed_ms" REAL;
