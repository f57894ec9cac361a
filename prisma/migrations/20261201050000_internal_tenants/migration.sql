-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "isInternal" BOOLEAN NOT NULL DEFAULT false;
