-- AlterTable
ALTER TABLE "ExpectedRun" ADD COLUMN     "causeRef" JSONB;

-- AlterTable
ALTER TABLE "MirrorBackup" ADD COLUMN     "restorableReasonRef" JSONB;

-- AlterTable
ALTER TABLE "MirrorMachine" ADD COLUMN     "newestFaultRef" JSONB,
ADD COLUMN     "protectionNextStepRef" JSONB,
ADD COLUMN     "protectionReasonRef" JSONB;

-- AlterTable
ALTER TABLE "Schedule" ADD COLUMN     "conditionDetailRef" JSONB;

-- AlterTable
ALTER TABLE "ScheduleEvent" ADD COLUMN     "detailRef" JSONB;

-- What is stored gets the references of its texts.
UPDATE "MirrorBackup" t SET "restorableReasonRef" = jsonb_build_object('code', known.code) FROM (VALUES
  ('It is still being made.', 'reason.point.making'),
  ('This backup failed.', 'reason.point.failed'),
  ('Its data has been removed by retention.', 'reason.point.removed'),
  ('The backup destination that held it is gone.', 'reason.point.destinationGone'),
  ('It is not known where its data is.', 'reason.point.unplaced'),
  ('Its copy is still being stored.', 'reason.point.storing'),
  ('No copy of it is usable.', 'reason.point.noCopy'),
  ('It has been removed at the backup system.', 'reason.point.gone')
) AS known(text, code) WHERE t."restorableReason" = known.text;
UPDATE "MirrorBackup" t SET "restorableReasonRef" = jsonb_build_object('code', 'reason.point.builtOn', 'params', jsonb_build_object('why', jsonb_build_object('code', known.code))) FROM (VALUES
  ('A recovery point that it builds on is missing: it is still being made.', 'reason.clause.making'),
  ('A recovery point that it builds on is missing: this backup failed.', 'reason.clause.failed'),
  ('A recovery point that it builds on is missing: its data has been removed by retention.', 'reason.clause.removed'),
  ('A recovery point that it builds on is missing: the backup destination that held it is gone.', 'reason.clause.destinationGone'),
  ('A recovery point that it builds on is missing: it is not known where its data is.', 'reason.clause.unplaced'),
  ('A recovery point that it builds on is missing: its copy is still being stored.', 'reason.clause.storing'),
  ('A recovery point that it builds on is missing: no copy of it is usable.', 'reason.clause.noCopy'),
  ('A recovery point that it builds on is missing: it has been removed at the backup system.', 'reason.clause.gone'),
  ('A recovery point that it builds on is missing: the backup system no longer has it.', 'reason.clause.notThere')
) AS known(text, code) WHERE t."restorableReason" = known.text;
UPDATE "MirrorMachine" t SET "newestFaultRef" = jsonb_build_object('code', known.code) FROM (VALUES
  ('It is still being made.', 'reason.point.making'),
  ('This backup failed.', 'reason.point.failed'),
  ('Its data has been removed by retention.', 'reason.point.removed'),
  ('The backup destination that held it is gone.', 'reason.point.destinationGone'),
  ('It is not known where its data is.', 'reason.point.unplaced'),
  ('Its copy is still being stored.', 'reason.point.storing'),
  ('No copy of it is usable.', 'reason.point.noCopy'),
  ('It has been removed at the backup system.', 'reason.point.gone')
) AS known(text, code) WHERE t."newestFault" = known.text;
UPDATE "MirrorMachine" t SET "newestFaultRef" = jsonb_build_object('code', 'reason.point.builtOn', 'params', jsonb_build_object('why', jsonb_build_object('code', known.code))) FROM (VALUES
  ('A recovery point that it builds on is missing: it is still being made.', 'reason.clause.making'),
  ('A recovery point that it builds on is missing: this backup failed.', 'reason.clause.failed'),
  ('A recovery point that it builds on is missing: its data has been removed by retention.', 'reason.clause.removed'),
  ('A recovery point that it builds on is missing: the backup destination that held it is gone.', 'reason.clause.destinationGone'),
  ('A recovery point that it builds on is missing: it is not known where its data is.', 'reason.clause.unplaced'),
  ('A recovery point that it builds on is missing: its copy is still being stored.', 'reason.clause.storing'),
  ('A recovery point that it builds on is missing: no copy of it is usable.', 'reason.clause.noCopy'),
  ('A recovery point that it builds on is missing: it has been removed at the backup system.', 'reason.clause.gone'),
  ('A recovery point that it builds on is missing: the backup system no longer has it.', 'reason.clause.notThere')
) AS known(text, code) WHERE t."newestFault" = known.text;
UPDATE "ExpectedRun" t SET "causeRef" = jsonb_build_object('code', known.code) FROM (VALUES
  ('It started after its window had ended.', 'reason.run.late'),
  ('It failed.', 'reason.run.failed'),
  ('The backup system could not be reached during all of its window.', 'reason.run.unreachable'),
  ('No backup was started in its window.', 'reason.run.nothing'),
  ('The machine was no longer on its platform.', 'reason.run.machineGone'),
  ('The machine had left the policy.', 'reason.run.leftPolicy'),
  ('The schedule or its policy was switched off.', 'reason.run.switchedOff'),
  ('It was cancelled.', 'reason.run.cancelled'),
  ('It could not start within its time window because other work was ahead of it.', 'failure.cause.window'),
  ('The backup system had no room for temporary data.', 'failure.cause.staging'),
  ('The destination has no room left.', 'failure.cause.destinationFull'),
  ('This destination does not serve the platform of the machine.', 'failure.cause.destinationPlatform'),
  ('The data of this recovery point is not where it was stored.', 'failure.cause.dataGone'),
  ('The machine is no longer on its platform.', 'failure.cause.machineGone'),
  ('The platform could not make the snapshot of the machine.', 'failure.cause.snapshot'),
  ('It failed, and the backup system gave no reason.', 'failure.cause.noReason'),
  ('The backup system refused this request.', 'failure.cause.refused'),
  ('The backup system could not be reached, so nothing was started.', 'failure.cause.neverStarted'),
  ('The recovery point, or a part of what was chosen, is no longer there.', 'failure.cause.sourceGone'),
  ('The backup system no longer knows about this work, so its outcome is not known.', 'failure.cause.lostTrack'),
  ('It is already being backed up.', 'failure.cause.busy'),
  ('A restore is about to replace it.', 'failure.cause.replaced')
) AS known(text, code) WHERE t."cause" = known.text;

-- The protection of every machine is worked out anew in the next round.
UPDATE "MirrorMachine" SET "pendingUntil" = 'epoch';
