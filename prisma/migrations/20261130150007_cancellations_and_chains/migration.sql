-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "restoreJobsAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Operation" ADD COLUMN     "cancelNextAt" TIMESTAMPTZ(3),
ADD COLUMN     "cancelRefusals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "cancelRefusedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "OperationTask" ADD COLUMN     "endSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "workflowGuid" TEXT;

-- CreateIndex
CREATE INDEX "OperationTask_parentTaskGuid_idx" ON "OperationTask"("parentTaskGuid");

-- CreateIndex
CREATE INDEX "OperationTask_workflowGuid_idx" ON "OperationTask"("workflowGuid");
