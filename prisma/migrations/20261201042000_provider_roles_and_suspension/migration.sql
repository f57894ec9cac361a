-- CreateEnum
CREATE TYPE "ProviderRole" AS ENUM ('PROVIDER', 'PROVIDER_READER');

-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "suspendedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "providerLimited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "providerRole" "ProviderRole";

-- Whoever was a provider stays one, of all tenants.
UPDATE "User" SET "providerRole" = 'PROVIDER' WHERE "isProvider";

DROP TRIGGER "User_access" ON "User";
ALTER TABLE "User" DROP COLUMN "isProvider";

-- CreateTable
CREATE TABLE "ProviderTenant" (
    "userId" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,

    CONSTRAINT "ProviderTenant_pkey" PRIMARY KEY ("userId","tenantId")
);

-- CreateIndex
CREATE INDEX "ProviderTenant_tenantId_idx" ON "ProviderTenant"("tenantId");

-- AddForeignKey
ALTER TABLE "ProviderTenant" ADD CONSTRAINT "ProviderTenant_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProviderTenant" ADD CONSTRAINT "ProviderTenant_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every process is notified of all that takes rights away or changes them: see 20261130155749_tallies_and_access.
CREATE TRIGGER "User_access" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN (OLD."disabledAt" IS DISTINCT FROM NEW."disabledAt" OR OLD."providerRole" IS DISTINCT FROM NEW."providerRole"
    OR OLD."providerLimited" IS DISTINCT FROM NEW."providerLimited")
  EXECUTE FUNCTION "portal_notify_access"('id');

CREATE TRIGGER "User_gone_access" AFTER DELETE ON "User" FOR EACH ROW
  EXECUTE FUNCTION "portal_notify_access"('id');

CREATE TRIGGER "Session_gone_access" AFTER DELETE ON "Session" FOR EACH ROW
  WHEN (OLD."endedAt" IS NULL)
  EXECUTE FUNCTION "portal_notify_access"('userId');

CREATE TRIGGER "ProviderTenant_access" AFTER DELETE ON "ProviderTenant" FOR EACH ROW
  EXECUTE FUNCTION "portal_notify_access"('userId');

CREATE FUNCTION "portal_notify_members"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN PERFORM pg_notify(''portal_access'', "userId") FROM "Membership" WHERE "tenantId" = NEW."id"\073 RETURN NULL\073 END';

CREATE TRIGGER "Tenant_access" AFTER UPDATE ON "Tenant" FOR EACH ROW
  WHEN (OLD."suspendedAt" IS DISTINCT FROM NEW."suspendedAt")
  EXECUTE FUNCTION "portal_notify_members"();
