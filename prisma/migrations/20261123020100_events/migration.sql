-- Events from outside: tasks that wait for one, those that came before anybody waited, and webhooks that bring them. The table "webhook"
-- was meant for outgoing calls and never had a row: it is made anew.
DROP TABLE "webhook";

CREATE TABLE "event_wait" (
    "task_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT,
    "began_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_wait_pkey" PRIMARY KEY ("task_id")
);
CREATE INDEX "event_wait_name_began_at_idx" ON "event_wait"("name", "began_at");

CREATE TABLE "signal" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT,
    "payload" JSON NOT NULL,
    "source" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended" INTEGER NOT NULL DEFAULT 0,
    "spent_at" TIMESTAMPTZ(3),

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "signal_received_at_idx" ON "signal"("received_at" DESC);
-- Those that still wait for somebody to wait for them.
CREATE INDEX signal_kept_idx ON signal (name, received_at) WHERE spent_at IS NULL;

CREATE TABLE "webhook" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "key_path" TEXT,
    "ciphertext" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "received_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "webhook_name_key" ON "webhook"("name");

CREATE TABLE "webhook_delivery" (
    "webhook_id" UUID NOT NULL,
    "message_id" TEXT NOT NULL,
    "signal_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("webhook_id","message_id")
);
CREATE INDEX "webhook_delivery_received_at_idx" ON "webhook_delivery"("received_at");
