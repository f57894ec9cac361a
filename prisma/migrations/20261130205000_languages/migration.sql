-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "language" TEXT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "language" TEXT;

