-- CreateEnum
CREATE TYPE "SagaState" AS ENUM ('RUNNING', 'UNDOING', 'FINISHING', 'DONE', 'UNDONE');

-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "policySince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "MirrorSchedule" ADD COLUMN     "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "Policy" (
    "guid" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "ruleGuid" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdById" TEXT,
    "createdByName" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Policy_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "Schedule" (
    "guid" TEXT NOT NULL,
    "policyGuid" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "backupType" TEXT NOT NULL,
    "intent" JSONB NOT NULL,
    "rewriteAt" TIMESTAMPTZ(3),
    "rewriteBefore" TIMESTAMPTZ(3),
    "condition" TEXT NOT NULL DEFAULT 'OK',
    "conditionDetail" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Schedule_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "SchedulePart" (
    "guid" TEXT NOT NULL,
    "scheduleGuid" TEXT NOT NULL,
    "written" JSONB NOT NULL,

    CONSTRAINT "SchedulePart_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "ScheduleEvent" (
    "id" TEXT NOT NULL,
    "scheduleGuid" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "byName" TEXT,
    "detail" TEXT NOT NULL,

    CONSTRAINT "ScheduleEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Saga" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "policyGuid" TEXT,
    "state" "SagaState" NOT NULL DEFAULT 'RUNNING',
    "plan" JSONB NOT NULL,
    "requestedById" TEXT,
    "requestedByName" TEXT,
    "requestId" TEXT,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "failure" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Saga_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ExpectedRun" (
    "scheduleGuid" TEXT NOT NULL,
    "machineGuid" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "windowEndsAt" TIMESTAMPTZ(3) NOT NULL,
    "policyGuid" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "cause" TEXT,
    "backupGuid" TEXT,
    "happenedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ExpectedRun_pkey" PRIMARY KEY ("machineGuid","scheduleGuid","dueAt")
);

-- CreateIndex
CREATE UNIQUE INDEX "Policy_tenantId_nameKey_key" ON "Policy"("tenantId", "nameKey");

-- CreateIndex
CREATE INDEX "Schedule_policyGuid_idx" ON "Schedule"("policyGuid");

-- CreateIndex
CREATE INDEX "Schedule_rewriteAt_idx" ON "Schedule"("rewriteAt");

-- CreateIndex
CREATE INDEX "SchedulePart_scheduleGuid_idx" ON "SchedulePart"("scheduleGuid");

-- CreateIndex
CREATE INDEX "ScheduleEvent_scheduleGuid_at_idx" ON "ScheduleEvent"("scheduleGuid", "at");

-- CreateIndex
CREATE INDEX "Saga_state_leaseUntil_idx" ON "Saga"("state", "leaseUntil");

-- CreateIndex
CREATE INDEX "Saga_policyGuid_idx" ON "Saga"("policyGuid");

-- CreateIndex
CREATE INDEX "ExpectedRun_policyGuid_dueAt_idx" ON "ExpectedRun"("policyGuid", "dueAt");

-- CreateIndex
CREATE INDEX "ExpectedRun_dueAt_idx" ON "ExpectedRun"("dueAt");

-- AddForeignKey
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Schedule" ADD CONSTRAINT "Schedule_policyGuid_fkey" FOREIGN KEY ("policyGuid") REFERENCES "Policy"("guid") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SchedulePart" ADD CONSTRAINT "SchedulePart_scheduleGuid_fkey" FOREIGN KEY ("scheduleGuid") REFERENCES "Schedule"("guid") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScheduleEvent" ADD CONSTRAINT "ScheduleEvent_scheduleGuid_fkey" FOREIGN KEY ("scheduleGuid") REFERENCES "Schedule"("guid") ON DELETE CASCADE ON UPDATE CASCADE;
