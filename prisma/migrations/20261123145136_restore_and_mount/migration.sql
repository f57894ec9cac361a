-- AlterEnum
ALTER TYPE "EntitledKind" ADD VALUE 'NODE';

-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "flavorGuid" TEXT,
ADD COLUMN     "networkGuids" TEXT[];

-- AlterTable
ALTER TABLE "Operation" ADD COLUMN     "mode" TEXT,
ADD COLUMN     "mountGuid" TEXT,
ADD COLUMN     "preflight" JSONB,
ADD COLUMN     "targetName" TEXT,
ADD COLUMN     "targetText" TEXT;

-- AlterTable
ALTER TABLE "OperationTask" ADD COLUMN     "parentTaskGuid" TEXT,
ADD COLUMN     "restoreJobGuid" TEXT;

-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "allowsIscsi" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "ownPlaces" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "MirrorRestoreJob" (
    "guid" TEXT NOT NULL,
    "machineGuid" TEXT NOT NULL,
    "backupGuid" TEXT,
    "backupAt" TIMESTAMPTZ(3),
    "type" TEXT,
    "status" TEXT,
    "statusInfo" TEXT,
    "warnings" TEXT[],
    "restoredAt" TIMESTAMPTZ(3),
    "restoreMs" BIGINT,
    "importMs" BIGINT,
    "mountMs" BIGINT,
    "durationMs" BIGINT,
    "originName" TEXT,
    "contentHash" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MirrorRestoreJob_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "MirrorMount" (
    "guid" TEXT NOT NULL,
    "machineGuid" TEXT NOT NULL,
    "backupGuid" TEXT NOT NULL,
    "backupAt" TIMESTAMPTZ(3),
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "fileSystemCount" INTEGER,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMPTZ(3),
    "endsAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MirrorMount_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "Download" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "mountGuid" TEXT NOT NULL,
    "fileSystemGuid" TEXT NOT NULL,
    "paths" TEXT[],
    "fileName" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sizeBytes" BIGINT,
    "sentBytes" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "movedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "cancelRequestedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Download_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MirrorRestoreJob_machineGuid_restoredAt_idx" ON "MirrorRestoreJob"("machineGuid", "restoredAt" DESC);

-- CreateIndex
CREATE INDEX "MirrorMount_machineGuid_idx" ON "MirrorMount"("machineGuid");

-- CreateIndex
CREATE INDEX "MirrorMount_endedAt_idx" ON "MirrorMount"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Download_tokenHash_key" ON "Download"("tokenHash");

-- CreateIndex
CREATE INDEX "Download_userId_createdAt_idx" ON "Download"("userId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Download_createdAt_idx" ON "Download"("createdAt");

-- CreateIndex
CREATE INDEX "OperationTask_restoreJobGuid_idx" ON "OperationTask"("restoreJobGuid");
