-- AlterTable
ALTER TABLE "Operation" ADD COLUMN     "targetTextRef" JSONB;

-- AlterTable
ALTER TABLE "StorwareLinkState" ADD COLUMN     "lastErrorRef" JSONB;

-- What is stored gets the references of its texts, where they can be told. Names need none.
UPDATE "Operation" SET "targetTextRef" = jsonb_build_object('code', 'restore.target.node', 'params', jsonb_build_object('node', substr("targetText", 6)))
WHERE "kind" = 'RESTORE' AND "mode" = 'FILE_SYSTEM' AND "targetText" LIKE 'Node %';
