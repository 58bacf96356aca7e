-- Approvals: who may answer, what they said, and whether a deadline has passed the question on. No row was ever written before.
ALTER TABLE "approval" ADD COLUMN "comment" TEXT,
ADD COLUMN "escalated_at" TIMESTAMPTZ(3);
ALTER TABLE approval ADD CONSTRAINT approval_status_check CHECK (status IN ('open', 'approved', 'rejected', 'withdrawn'));
ALTER TABLE approval ADD CONSTRAINT approval_answer_check CHECK ((status = 'open') = (answered_at IS NULL));
