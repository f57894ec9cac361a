-- AlterTable
ALTER TABLE "MirrorPolicy" ADD COLUMN     "writtenAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "MirrorSchedule" ADD COLUMN     "writtenAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Policy" ADD COLUMN     "autoRemoveNonPresent" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Saga" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "leaseToken" TEXT;
