-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "tally" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "tallyKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_tallyKey_key" ON "AuditEntry"("tallyKey");

-- Every process is told at once when somebody's rights change, whoever changes them, so that open streams end.
-- The engine that runs this file cuts it at semicolons, so that those of the function stand here as \073.
CREATE FUNCTION "portal_notify_access"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN PERFORM pg_notify(''portal_access'', to_jsonb(OLD) ->> TG_ARGV[0])\073 RETURN NULL\073 END';

CREATE TRIGGER "Session_access" AFTER UPDATE ON "Session" FOR EACH ROW
  WHEN (OLD."endedAt" IS DISTINCT FROM NEW."endedAt" OR OLD."activeTenantId" IS DISTINCT FROM NEW."activeTenantId")
  EXECUTE FUNCTION "portal_notify_access"('userId');

CREATE TRIGGER "Membership_access" AFTER UPDATE OR DELETE ON "Membership" FOR EACH ROW
  EXECUTE FUNCTION "portal_notify_access"('userId');

CREATE TRIGGER "User_access" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN (OLD."disabledAt" IS DISTINCT FROM NEW."disabledAt" OR OLD."isProvider" IS DISTINCT FROM NEW."isProvider")
  EXECUTE FUNCTION "portal_notify_access"('id');
