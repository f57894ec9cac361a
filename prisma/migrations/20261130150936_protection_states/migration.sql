-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "Protection" ADD VALUE 'PENDING';
ALTER TYPE "Protection" ADD VALUE 'NOT_RESTORABLE';
ALTER TYPE "Protection" ADD VALUE 'EXCLUDED';

-- AlterTable
ALTER TABLE "MirrorBackup" ADD COLUMN     "isUnclear" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "timeDoubt" TEXT;

-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "firstRunAt" TIMESTAMPTZ(3),
ADD COLUMN     "newestFault" TEXT,
ADD COLUMN     "pendingUntil" TIMESTAMPTZ(3),
ADD COLUMN     "pointCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "protectionNextStep" TEXT,
ADD COLUMN     "protectionOwner" TEXT,
ADD COLUMN     "unclearCount" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "NotUnderstood" (
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "NotUnderstood_pkey" PRIMARY KEY ("kind","value")
);

-- CreateIndex
CREATE INDEX "NotUnderstood_lastSeenAt_idx" ON "NotUnderstood"("lastSeenAt");
