-- Whoever takes over from a request whose process died makes the same thing under the same id, so that nothing is made twice.
ALTER TABLE "idempotency_key" ADD COLUMN "subject_id" UUID NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "idempotency_key" ADD COLUMN "held_until" TIMESTAMPTZ(3);
