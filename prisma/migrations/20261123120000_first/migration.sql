-- Made by the schema engine. By hand, as Prisma has no words for it: the collation here, its index, and the rules at the end.

-- Names in the order a person expects, web-2 before web-10. Deterministic: equality and LIKE stay those of the bytes.
CREATE COLLATION IF NOT EXISTS "natural_order" (provider = icu, locale = 'en-u-kn-true');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('VIEWER', 'OPERATOR', 'ADMIN');

-- CreateEnum
CREATE TYPE "OwnedKind" AS ENUM ('MACHINE', 'POLICY', 'SCHEDULE');

-- CreateEnum
CREATE TYPE "OwnershipSource" AS ENUM ('MANUAL', 'PROJECT', 'RESTORE', 'CREATED');

-- CreateEnum
CREATE TYPE "EntitledKind" AS ENUM ('DESTINATION', 'MANAGER', 'HYPERVISOR', 'CLUSTER', 'STORAGE', 'PROJECT', 'NETWORK', 'FLAVOR');

-- CreateEnum
CREATE TYPE "Protection" AS ENUM ('PROTECTED', 'LATE', 'FAILING', 'UNPROTECTED', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "OperationKind" AS ENUM ('BACKUP', 'RESTORE', 'MOUNT', 'UNMOUNT', 'DELETE', 'OTHER');

-- CreateEnum
CREATE TYPE "OperationState" AS ENUM ('REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED', 'NOT_STARTED');

-- CreateEnum
CREATE TYPE "OperationOrigin" AS ENUM ('USER', 'SCHEDULE', 'OTHER');

-- CreateEnum
CREATE TYPE "Submission" AS ENUM ('PENDING', 'SENT', 'ACCEPTED', 'REJECTED', 'UNKNOWN', 'NOT_SENT', 'OBSERVED');

-- CreateTable
CREATE TABLE "Tenant" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "externalId" TEXT,
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "isProvider" BOOLEAN NOT NULL DEFAULT false,
    "timeZone" TEXT,
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "userId" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("userId","tenantId")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "activeTenantId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "address" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInThrottle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "blockedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "SignInThrottle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Ownership" (
    "kind" "OwnedKind" NOT NULL,
    "guid" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "source" "OwnershipSource" NOT NULL,
    "assignedById" TEXT,
    "assignedByName" TEXT,
    "assignedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Ownership_pkey" PRIMARY KEY ("kind","guid")
);

-- CreateTable
CREATE TABLE "OwnershipDenial" (
    "guid" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OwnershipDenial_pkey" PRIMARY KEY ("guid","tenantId")
);

-- CreateTable
CREATE TABLE "Entitlement" (
    "tenantId" TEXT NOT NULL,
    "kind" "EntitledKind" NOT NULL,
    "guid" TEXT NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Entitlement_pkey" PRIMARY KEY ("tenantId","kind","guid")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tenantId" TEXT,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "objectKind" TEXT,
    "objectId" TEXT,
    "objectName" TEXT,
    "outcome" TEXT NOT NULL,
    "detail" JSONB,
    "requestId" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MirrorMachine" (
    "guid" TEXT NOT NULL,
    "uuid" TEXT,
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "present" BOOLEAN NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),
    "policyGuid" TEXT,
    "policyName" TEXT,
    "projectGuid" TEXT,
    "projectName" TEXT,
    "managerGuid" TEXT,
    "hypervisorGuid" TEXT,
    "clusterGuid" TEXT,
    "backupUpToDate" BOOLEAN,
    "lastBackupAt" TIMESTAMPTZ(3),
    "lastBackupStatus" TEXT,
    "lastBackupType" TEXT,
    "lastBackupSizeBytes" BIGINT,
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastFullAt" TIMESTAMPTZ(3),
    "lastFullSizeBytes" BIGINT,
    "lastIncrementalAt" TIMESTAMPTZ(3),
    "lastIncrementalSizeBytes" BIGINT,
    "sizeBytes" BIGINT,
    "protection" "Protection" NOT NULL DEFAULT 'UNKNOWN',
    "protectionReason" TEXT NOT NULL DEFAULT '',
    "nextRunAt" TIMESTAMPTZ(3),
    "restorableCount" INTEGER NOT NULL DEFAULT 0,
    "recoveryPointCount" INTEGER NOT NULL DEFAULT 0,
    "warningsPresent" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[],
    "disks" JSONB,
    "contentHash" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detailsAt" TIMESTAMPTZ(3),
    "backupsAt" TIMESTAMPTZ(3),

    CONSTRAINT "MirrorMachine_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "MirrorBackup" (
    "guid" TEXT NOT NULL,
    "machineGuid" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusInfo" TEXT,
    "type" TEXT NOT NULL,
    "snapshotAt" TIMESTAMPTZ(3),
    "storedAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "sizeBytes" BIGINT,
    "durationMs" BIGINT,
    "parentGuid" TEXT,
    "originType" TEXT,
    "originGuid" TEXT,
    "originName" TEXT,
    "warnings" TEXT[],
    "warningsPresent" BOOLEAN NOT NULL DEFAULT false,
    "description" TEXT,
    "queuedExportMs" BIGINT,
    "exportMs" BIGINT,
    "queuedStoreMs" BIGINT,
    "storeMs" BIGINT,
    "locations" JSONB NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "restorable" BOOLEAN NOT NULL,
    "restorableReason" TEXT,
    "contentHash" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MirrorBackup_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "MirrorPolicy" (
    "guid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "priority" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "hasIncrementalSchedule" BOOLEAN NOT NULL DEFAULT false,
    "hasActiveSchedule" BOOLEAN NOT NULL DEFAULT false,
    "contentHash" TEXT NOT NULL,

    CONSTRAINT "MirrorPolicy_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "MirrorSchedule" (
    "guid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "type" TEXT NOT NULL,
    "backupType" TEXT NOT NULL,
    "executionType" TEXT NOT NULL,
    "hourMs" INTEGER,
    "intervalStartMs" INTEGER,
    "intervalEndMs" INTEGER,
    "intervalEveryMs" INTEGER,
    "startWindowMs" INTEGER,
    "daysOfWeek" TEXT[],
    "months" TEXT[],
    "occurrences" TEXT[],
    "ruleGuids" TEXT[],
    "lastRunAt" TIMESTAMPTZ(3),
    "contentHash" TEXT NOT NULL,

    CONSTRAINT "MirrorSchedule_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "MirrorInfrastructure" (
    "kind" TEXT NOT NULL,
    "guid" TEXT NOT NULL,
    "uuid" TEXT,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "contentHash" TEXT NOT NULL,

    CONSTRAINT "MirrorInfrastructure_pkey" PRIMARY KEY ("kind","guid")
);

-- CreateTable
CREATE TABLE "MirrorSync" (
    "kind" TEXT NOT NULL,
    "asOf" TIMESTAMPTZ(3),
    "attemptedAt" TIMESTAMPTZ(3),
    "durationMs" INTEGER,
    "count" INTEGER,
    "broken" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "MirrorSync_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT,
    "kind" "OperationKind" NOT NULL,
    "origin" "OperationOrigin" NOT NULL,
    "state" "OperationState" NOT NULL,
    "submission" "Submission" NOT NULL,
    "machineGuid" TEXT NOT NULL,
    "machineName" TEXT NOT NULL,
    "requestedById" TEXT,
    "requestedByName" TEXT,
    "idempotencyKey" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "request" JSONB,
    "windowStart" TIMESTAMPTZ(3),
    "windowEnd" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "backupGuid" TEXT,
    "actualBackupType" TEXT,
    "resultMachineGuid" TEXT,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "phases" JSONB NOT NULL DEFAULT '[]',
    "etaAt" TIMESTAMPTZ(3),
    "failure" JSONB,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "cancelRequestedByName" TEXT,
    "cancelSentTaskGuid" TEXT,
    "answerLostAt" TIMESTAMPTZ(3),
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OperationTask" (
    "guid" TEXT NOT NULL,
    "operationId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL,
    "backupGuid" TEXT,
    "statusInfo" TEXT,
    "priority" INTEGER,
    "windowStart" TIMESTAMPTZ(3),
    "windowEnd" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "OperationTask_pkey" PRIMARY KEY ("guid")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "tenantId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("tenantId","key")
);

-- CreateTable
CREATE TABLE "ChangeEvent" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tenantId" TEXT,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,

    CONSTRAINT "ChangeEvent_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "Tenant_slug_key" ON "Tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Tenant_externalId_key" ON "Tenant"("externalId");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Membership_tenantId_idx" ON "Membership"("tenantId");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "SignInThrottle_lastAt_idx" ON "SignInThrottle"("lastAt");

-- CreateIndex
CREATE INDEX "Ownership_tenantId_kind_idx" ON "Ownership"("tenantId", "kind");

-- CreateIndex
CREATE INDEX "AuditEntry_tenantId_at_idx" ON "AuditEntry"("tenantId", "at");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "MirrorMachine_natural_name_idx" ON "MirrorMachine"("name" COLLATE "natural_order", "guid");

-- CreateIndex
CREATE INDEX "MirrorMachine_policyGuid_idx" ON "MirrorMachine"("policyGuid");

-- CreateIndex
CREATE INDEX "MirrorMachine_projectGuid_idx" ON "MirrorMachine"("projectGuid");

-- CreateIndex
CREATE INDEX "MirrorMachine_backupsAt_idx" ON "MirrorMachine"("backupsAt");

-- CreateIndex
CREATE INDEX "MirrorBackup_machineGuid_startedAt_idx" ON "MirrorBackup"("machineGuid", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "MirrorBackup_parentGuid_idx" ON "MirrorBackup"("parentGuid");

-- CreateIndex
CREATE INDEX "MirrorInfrastructure_kind_uuid_idx" ON "MirrorInfrastructure"("kind", "uuid");

-- CreateIndex
CREATE INDEX "Operation_machineGuid_requestedAt_idx" ON "Operation"("machineGuid", "requestedAt" DESC);

-- CreateIndex
CREATE INDEX "Operation_requestedAt_idx" ON "Operation"("requestedAt" DESC);

-- CreateIndex
CREATE INDEX "Operation_backupGuid_idx" ON "Operation"("backupGuid");

-- CreateIndex
CREATE INDEX "Operation_state_idx" ON "Operation"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_tenantId_idempotencyKey_position_key" ON "Operation"("tenantId", "idempotencyKey", "position");

-- CreateIndex
CREATE INDEX "OperationTask_operationId_idx" ON "OperationTask"("operationId");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_createdAt_idx" ON "IdempotencyRecord"("createdAt");

-- CreateIndex
CREATE INDEX "ChangeEvent_at_idx" ON "ChangeEvent"("at");

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Entitlement" ADD CONSTRAINT "Entitlement_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OperationTask" ADD CONSTRAINT "OperationTask_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An address is one account, however it is written.
ALTER TABLE "User" ADD CONSTRAINT "User_email_lower_case" CHECK ("email" = lower("email"));

-- A slug is a piece of an address.
ALTER TABLE "Tenant" ADD CONSTRAINT "Tenant_slug_form" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');

-- A tenant has one default of each kind at most.
CREATE UNIQUE INDEX "Entitlement_one_default" ON "Entitlement"("tenantId", "kind") WHERE "isDefault";

ALTER TABLE "SignInThrottle" ADD CONSTRAINT "SignInThrottle_failures_counted" CHECK ("failures" >= 0);
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_progress_is_percent" CHECK ("progress" BETWEEN 0 AND 100);
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_version_counts_up" CHECK ("version" >= 1);
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_position_counts_up" CHECK ("position" >= 0);
ALTER TABLE "MirrorMachine" ADD CONSTRAINT "MirrorMachine_points_counted" CHECK ("restorableCount" >= 0 AND "recoveryPointCount" >= 0);
