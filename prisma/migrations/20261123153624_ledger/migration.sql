-- AlterTable
ALTER TABLE "ExpectedRun" ADD COLUMN     "judgedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "MirrorSchedule" ADD COLUMN     "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "LedgerMark" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "heardAt" TIMESTAMPTZ(3),

    CONSTRAINT "LedgerMark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Silence" (
    "id" TEXT NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Silence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Silence_toAt_idx" ON "Silence"("toAt");

-- CreateIndex
CREATE INDEX "ExpectedRun_machineGuid_dueAt_idx" ON "ExpectedRun"("machineGuid", "dueAt" DESC);

-- CreateIndex
CREATE INDEX "ExpectedRun_state_dueAt_idx" ON "ExpectedRun"("state", "dueAt");

-- What is mirrored already has not changed since it was seen, as far as anyone knows.
UPDATE "MirrorSchedule" SET "firstSeenAt" = "changedAt";
