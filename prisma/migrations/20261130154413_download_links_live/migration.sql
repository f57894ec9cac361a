-- AlterTable
ALTER TABLE "Download" ADD COLUMN     "entityTag" TEXT,
ADD COLUMN     "uses" INTEGER NOT NULL DEFAULT 0;
