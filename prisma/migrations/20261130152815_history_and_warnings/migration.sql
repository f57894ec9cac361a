-- AlterTable
ALTER TABLE "MirrorBackup" ADD COLUMN     "goneAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "lastBackupWarnings" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "MirrorBackup_goneAt_idx" ON "MirrorBackup"("goneAt");
