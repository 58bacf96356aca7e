-- CreateTable
CREATE TABLE "context_embedding" (
    "entry_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "vector" BYTEA,

    CONSTRAINT "context_embedding_pkey" PRIMARY KEY ("entry_id")
);

-- AddForeignKey
ALTER TABLE "context_embedding" ADD CONSTRAINT "context_embedding_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "context_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;
