-- AlterTable
ALTER TABLE "MirrorBackup" ADD COLUMN     "goneStatus" TEXT;
