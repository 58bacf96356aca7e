-- CreateTable
CREATE TABLE "process_vitals" (
    "id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "vitals" JSON NOT NULL,

    CONSTRAINT "process_vitals_pkey" PRIMARY KEY ("id")
);
