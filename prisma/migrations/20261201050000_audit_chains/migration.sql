-- Entries of the audit trail are chained by their hashes from now on, one chain for each tenant and one for the platform.
-- Those that exist stay as they are, without a place in a chain: what was not protected until now can't be vouched for.
-- How often an event was counted into one of them becomes part of its details.
UPDATE "AuditEntry" SET "detail" = COALESCE("detail", '{}') || jsonb_build_object('count', "tally") WHERE "tally" > 1;

DROP INDEX "AuditEntry_at_idx";
DROP INDEX "AuditEntry_tallyKey_key";
DROP INDEX "AuditEntry_tenantId_at_idx";

ALTER TABLE "AuditEntry" DROP COLUMN "tally",
DROP COLUMN "tallyKey",
ADD COLUMN "chain" TEXT,
ADD COLUMN "seq" BIGINT,
ADD COLUMN "prevHash" TEXT,
ADD COLUMN "hash" TEXT,
ADD COLUMN "actorKind" TEXT,
ADD COLUMN "address" TEXT,
ADD COLUMN "before" JSONB,
ADD COLUMN "after" JSONB,
ALTER COLUMN "at" DROP DEFAULT;

UPDATE "AuditEntry" SET
  "chain" = COALESCE("tenantId", 'platform'),
  "actorKind" = CASE WHEN "actorId" IS NULL AND "actorName" <> 'Unknown account' THEN 'SYSTEM' ELSE 'USER' END,
  "address" = "detail" ->> 'address';

ALTER TABLE "AuditEntry" ALTER COLUMN "chain" SET NOT NULL,
ALTER COLUMN "actorKind" SET NOT NULL,
ADD CONSTRAINT "AuditEntry_chained" CHECK ("seq" IS NOT NULL AND "prevHash" IS NOT NULL AND "hash" IS NOT NULL) NOT VALID;

CREATE UNIQUE INDEX "AuditEntry_chain_seq_key" ON "AuditEntry"("chain", "seq");
CREATE INDEX "AuditEntry_chain_at_seq_idx" ON "AuditEntry"("chain", "at" DESC, "seq" DESC);
CREATE INDEX "AuditEntry_provider_idx" ON "AuditEntry"("at" DESC, "seq" DESC) WHERE "actorKind" = 'PROVIDER';
CREATE INDEX "AuditEntry_unchained_idx" ON "AuditEntry"("at") WHERE "seq" IS NULL;

CREATE TABLE "AuditChain" (
    "id" TEXT NOT NULL,
    "headSeq" BIGINT NOT NULL DEFAULT 0,
    "headHash" TEXT NOT NULL,
    "cutSeq" BIGINT NOT NULL DEFAULT 0,
    "cutHash" TEXT NOT NULL,

    CONSTRAINT "AuditChain_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "AuditTally" (
    "key" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuditTally_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "AuditTally_endsAt_idx" ON "AuditTally"("endsAt");

-- Append-only, whoever asks. The engine that runs this file cuts it at semicolons, so that those of functions stand here as \073.
CREATE FUNCTION "audit_entry_guard"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN IF TG_OP = ''DELETE'' AND current_setting(''portal.audit_retention'', true) = ''on'' THEN RETURN OLD\073 END IF\073 RAISE EXCEPTION ''the audit trail can''''t be changed'' USING ERRCODE = ''insufficient_privilege''\073 END';

CREATE FUNCTION "audit_chain_guard"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN IF TG_OP = ''UPDATE'' THEN IF NEW."id" = OLD."id" AND NEW."headSeq" >= OLD."headSeq" AND NEW."cutSeq" >= OLD."cutSeq" AND (NEW."cutSeq" = OLD."cutSeq" AND NEW."cutHash" = OLD."cutHash" OR current_setting(''portal.audit_retention'', true) = ''on'') THEN RETURN NEW\073 END IF\073 END IF\073 RAISE EXCEPTION ''the audit trail can''''t be changed'' USING ERRCODE = ''insufficient_privilege''\073 END';

CREATE TRIGGER "AuditEntry_guard" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION "audit_entry_guard"();
CREATE TRIGGER "AuditEntry_truncate_guard" BEFORE TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_guard"();
CREATE TRIGGER "AuditChain_guard" BEFORE UPDATE OR DELETE ON "AuditChain" FOR EACH ROW EXECUTE FUNCTION "audit_chain_guard"();
CREATE TRIGGER "AuditChain_truncate_guard" BEFORE TRUNCATE ON "AuditChain" FOR EACH STATEMENT EXECUTE FUNCTION "audit_chain_guard"();

-- The only way to remove entries: the oldest of each chain, with the place up to which they were removed.
-- It runs with the rights of its owner, so that the role of the portal needs none to delete.
CREATE FUNCTION "audit_retain"(p_before timestamptz, p_limit integer) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS E'DECLARE v_chain text\073 v_cut bigint\073 v_hash text\073 v_removed bigint := 0\073 v_some bigint\073 BEGIN IF p_before > now() - interval ''30 days'' THEN RAISE EXCEPTION ''the audit trail is kept for 30 days at least''\073 END IF\073 PERFORM set_config(''portal.audit_retention'', ''on'', true)\073 FOR v_chain IN SELECT "id" FROM "AuditChain" ORDER BY "id" LOOP SELECT max(marked."seq") INTO v_cut FROM ( SELECT oldest."seq", bool_and(oldest."at" < p_before) OVER (ORDER BY oldest."seq") AS is_old FROM ( SELECT "seq", "at" FROM "AuditEntry" WHERE "chain" = v_chain AND "seq" IS NOT NULL ORDER BY "seq" LIMIT p_limit) oldest) marked WHERE marked.is_old\073 IF v_cut IS NOT NULL THEN SELECT "hash" INTO v_hash FROM "AuditEntry" WHERE "chain" = v_chain AND "seq" = v_cut\073 UPDATE "AuditChain" SET "cutSeq" = v_cut, "cutHash" = v_hash WHERE "id" = v_chain\073 DELETE FROM "AuditEntry" WHERE "chain" = v_chain AND "seq" <= v_cut\073 GET DIAGNOSTICS v_some = ROW_COUNT\073 v_removed := v_removed + v_some\073 END IF\073 END LOOP\073 DELETE FROM "AuditEntry" WHERE "id" IN ( SELECT "id" FROM "AuditEntry" WHERE "seq" IS NULL AND "at" < p_before LIMIT p_limit)\073 GET DIAGNOSTICS v_some = ROW_COUNT\073 PERFORM set_config(''portal.audit_retention'', '''', true)\073 RETURN v_removed + v_some\073 END';
