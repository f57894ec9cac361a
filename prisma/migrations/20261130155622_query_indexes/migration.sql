-- AlterTable
ALTER TABLE "IdempotencyRecord" ADD COLUMN     "sagaId" TEXT;

-- CreateIndex
CREATE INDEX "Operation_mountGuid_idx" ON "Operation"("mountGuid");

-- CreateIndex
CREATE INDEX "Operation_kind_finishedAt_idx" ON "Operation"("kind", "finishedAt");

-- CreateIndex
CREATE INDEX "Operation_resultMachineGuid_idx" ON "Operation"("resultMachineGuid");

-- CreateIndex
-- Tasks that may still live: few of very many, asked for every two seconds.
CREATE INDEX "OperationTask_live_idx" ON "OperationTask"("guid") WHERE "goneAt" IS NULL AND state NOT IN ('FINISHED', 'FAILED', 'CANCELLED');

-- CreateIndex
CREATE INDEX "Saga_endedAt_idx" ON "Saga"("endedAt");
