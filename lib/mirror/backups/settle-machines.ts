import 'server-only';
import * as z from 'zod';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { evaluateProtection, reevaluateProtection } from '@/lib/mirror/machines/evaluate-protection';
import { announcingMachines, inChunks, mirrorTransaction, storableJson } from '@/lib/mirror/mirror-write';
import { loadPolicySummaries } from '@/lib/mirror/policies/policy-summary';
import type { PolicySummary } from '@/lib/mirror/policies/policy-summary';
import { loadPlaces, StoredLocation } from '@/lib/mirror/stored-json';
import { asField } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { unsettledMark } from './backup-row';
import { pointFaults } from './point-faults';

type Settlement = {
  readonly summaries: ReadonlyMap<string, PolicySummary>;
  readonly now: Date;
  /** When the read of their backups began; null when they were not read completely. */
  readonly backupsAt: Date | null;
};

/**
 * Derives data from the stored backups of these machines: which can be restored, the machines' last backups and counts,
 * protection. To be called inside `announcingMachines`.
 */
export async function settleMachines(
  tx: Tx,
  guids: readonly string[],
  { summaries, now, backupsAt }: Settlement,
): Promise<void> {
  await settleBackups(tx, guids);
  await deriveFromBackups(tx, guids, backupsAt);
  await evaluateProtection(tx, guids, summaries, now);
}

const storedLocations = z.array(StoredLocation);

type ChainRow = {
  guid: string;
  machineGuid: string;
  status: string;
  type: string;
  parentGuid: string | null;
  locations: unknown;
  restorable: boolean;
  restorableReason: string | null;
  hasReasonRef: boolean;
  isUnclear: boolean;
  unsettled: boolean;
};

async function settleBackups(tx: Tx, guids: readonly string[]): Promise<void> {
  await placeTimeless(tx, guids);
  const rows = await tx.$queryRaw<ChainRow[]>`
    SELECT guid, "machineGuid", status, type, "parentGuid", locations, restorable, "restorableReason", "restorableReasonRef" IS NOT NULL AS "hasReasonRef", "isUnclear", starts_with("contentHash", ${unsettledMark}) AS unsettled
    FROM "MirrorBackup" WHERE "machineGuid" = ANY(${[...guids]}::text[]) AND "goneAt" IS NULL`;
  // Chains never cross machines, so all of them can be evaluated together.
  const answers = restorableOf(
    rows.map((row) => ({ ...row, locations: storedLocations.parse(row.locations) })),
    await loadPlaces(tx),
  );
  const results = rows.flatMap(({ guid, restorable, restorableReason, hasReasonRef, isUnclear, unsettled }) => {
    const answer = answers.get(guid);
    if (
      !answer ||
      (!unsettled &&
        answer.restorable === restorable &&
        (answer.reason?.text ?? null) === restorableReason &&
        (answer.reason !== null) === hasReasonRef &&
        answer.isUnclear === isUnclear)
    )
      return [];
    return [{ guid, restorable: answer.restorable, ...asField('reason', answer.reason), unclear: answer.isUnclear }];
  });
  if (results.length === 0) return;
  await tx.$executeRaw`
    UPDATE "MirrorBackup" b SET restorable = v.restorable, "restorableReason" = v.reason, "restorableReasonRef" = v."reasonRef", "isUnclear" = v.unclear,
      "contentHash" = CASE WHEN starts_with(b."contentHash", ${unsettledMark}) THEN substr(b."contentHash", ${unsettledMark.length + 1}::int) ELSE b."contentHash" END
    FROM jsonb_to_recordset(${storableJson(results)}::jsonb) AS v(guid text, restorable boolean, reason text, "reasonRef" jsonb, unclear boolean)
    WHERE b.guid = v.guid`;
}

/**
 * A backup that ended without any time is new when it appears between two reads; on the first read of a machine it may
 * be weeks old. Then it is sorted before the others, so that an old failure does not count as the latest.
 */
async function placeTimeless(tx: Tx, guids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MirrorBackup" b SET "startedAt" = oldest.at - interval '1 second'
    FROM "MirrorMachine" m, LATERAL (
      SELECT min(COALESCE(o."snapshotAt", o."storedAt")) AS at FROM "MirrorBackup" o WHERE o."machineGuid" = m.guid) oldest
    WHERE m.guid = ANY(${[...guids]}::text[]) AND m."backupsAt" IS NULL AND b."machineGuid" = m.guid AND oldest.at IS NOT NULL
      AND b."snapshotAt" IS NULL AND b."storedAt" IS NULL AND b."timeDoubt" IS DISTINCT FROM 'FUTURE' AND b.status IN ('FAILED', 'SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')`;
}

async function deriveFromBackups(tx: Tx, guids: readonly string[], backupsAt: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MirrorMachine" m SET
      "lastBackupAt" = CASE WHEN last."timeDoubt" IS NULL THEN last."startedAt" END, "lastBackupStatus" = last.status, "lastBackupType" = last.type, "lastBackupSizeBytes" = last."sizeBytes",
      "lastBackupWarnings" = COALESCE(last.warnings, '{}'),
      "lastSuccessAt" = back."startedAt",
      "lastFullAt" = CASE WHEN full_one."timeDoubt" IS NULL THEN full_one."startedAt" END, "lastFullSizeBytes" = full_one."sizeBytes",
      "lastIncrementalAt" = CASE WHEN inc."timeDoubt" IS NULL THEN inc."startedAt" END, "lastIncrementalSizeBytes" = inc."sizeBytes",
      "restorableCount" = counts.restorable, "recoveryPointCount" = counts.points, "pointCount" = counts.held, "unclearCount" = counts.unclear,
      "newestFault" = CASE WHEN NOT newest.restorable THEN newest."restorableReason" END,
      "newestFaultRef" = CASE WHEN NOT newest.restorable THEN newest."restorableReasonRef" END, "backupsAt" = GREATEST(m."backupsAt", ${backupsAt}::timestamptz)
    FROM unnest(${[...guids]}::text[]) AS t(guid)
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'FAILED', 'SUCCESS_REMOVED')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT b."startedAt" FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.restorable AND b."timeDoubt" IS NULL
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) back ON true
    LEFT JOIN LATERAL (SELECT b.restorable, b."restorableReason", b."restorableReasonRef" FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status NOT IN ('FAILED', 'QUEUED', 'INPROGRESS', 'GONE')
      ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) newest ON true
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')
      AND b.type IN ('FULL', 'SYNTHETIC') ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) full_one ON true
    LEFT JOIN LATERAL (SELECT * FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid AND b.status IN ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')
      AND b.type = 'INCREMENTAL' ORDER BY b."startedAt" DESC, b.guid DESC LIMIT 1) inc ON true
    CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE b.restorable))::int AS restorable,
      (count(*) FILTER (WHERE b.status IN ('SUCCESS', 'PARTIAL_SUCCESS')))::int AS points,
      (count(*) FILTER (WHERE b.status NOT IN ('FAILED', 'QUEUED', 'INPROGRESS', 'GONE')))::int AS held, (count(*) FILTER (WHERE b."isUnclear"))::int AS unclear
      FROM "MirrorBackup" b WHERE b."machineGuid" = t.guid) counts
    WHERE m.guid = t.guid`;
}

/** The fields of a backup that decide whether it can be restored. */
export type RestorableInput = {
  readonly guid: string;
  readonly status: string;
  readonly type: string;
  readonly parentGuid: string | null;
  /** In Storware's words (12.5). `destinationGuid` is null when the server names no place for the copy. */
  readonly locations: readonly { readonly status: string; readonly destinationGuid: string | null }[];
};

/** `isUnclear`: it is not known whether it can be restored. */
type Restorable = { readonly restorable: boolean; readonly isUnclear: boolean; readonly reason: GivenText | null };

type Restorability = Restorable & {
  /** The problem of the first broken link of its chain; null for a problem of the backup itself. */ readonly link: GivenText | null;
};

const yes: Restorability = { restorable: true, isUnclear: false, reason: null, link: null };
const good: ReadonlySet<string> = new Set(['SUCCESS', 'PARTIAL_SUCCESS']);
const copyStatuses: ReadonlySet<string> = new Set(['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED']);
/** Those that need no other backup (STORWARE_API.md 12.9). */
const whole: ReadonlySet<string> = new Set(['FULL', 'SYNTHETIC']);

/**
 * Whether each backup of one machine can be restored, and the reason for a tenant where it can't: it must have
 * succeeded, a copy must be present in a destination that exists, and so must every predecessor of an incremental
 * (STORWARE_API.md 14.2). An unknown value counts as not restorable. `isPlace` says whether a destination exists. Pure.
 */
export function restorableOf(
  backups: readonly RestorableInput[],
  isPlace: (destinationGuid: string) => boolean = () => true,
): Map<string, Restorable> {
  const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
  const evaluated = new Map<string, Restorability>();
  for (const backup of backups) settleChain(backup, byGuid, evaluated, isPlace);
  return new Map(
    [...evaluated].map(([guid, { restorable, isUnclear, reason }]) => [guid, { restorable, isUnclear, reason }]),
  );
}

/** Goes to the oldest undecided predecessor and back, without recursion: chains may be long. */
function settleChain(
  start: RestorableInput,
  byGuid: ReadonlyMap<string, RestorableInput>,
  evaluated: Map<string, Restorability>,
  isPlace: (guid: string) => boolean,
): void {
  const path: RestorableInput[] = [];
  const onPath = new Set<string>();
  for (
    let at: RestorableInput | undefined = start;
    at && !evaluated.has(at.guid);
    at = at.parentGuid === null ? undefined : byGuid.get(at.parentGuid)
  ) {
    if (onPath.has(at.guid)) break;
    onPath.add(at.guid);
    path.push(at);
  }
  for (const backup of path.reverse())
    evaluated.set(backup.guid, ownAnswer(backup, isPlace) ?? chainAnswer(backup, evaluated));
}

function ownAnswer({ status, locations }: RestorableInput, isPlace: (guid: string) => boolean): Restorability | null {
  if (status === 'QUEUED' || status === 'INPROGRESS') return no(pointFaults.making);
  if (status === 'FAILED') return no(pointFaults.failed);
  if (status === 'SUCCESS_REMOVED') return no(pointFaults.removed);
  if (!good.has(status)) return unclear(pointFaults.strangeStatus(status));
  const present = locations.filter((copy) => copy.status === 'PRESENT');
  if (present.some(({ destinationGuid }) => destinationGuid !== null && isPlace(destinationGuid))) return null;
  if (present.length > 0) return no(pointFaults.destinationGone);
  if (locations.length === 0) return unclear(pointFaults.unplaced);
  const unknownCopy = locations.find((copy) => !copyStatuses.has(copy.status));
  if (unknownCopy) return unclear(pointFaults.strangeCopy(unknownCopy.status));
  if (locations.some((copy) => copy.status === 'IN_PROGRESS')) return no(pointFaults.storing);
  return no(locations.some((copy) => copy.status === 'REMOVED') ? pointFaults.removed : pointFaults.noCopy);
}

function chainAnswer(
  { type, parentGuid }: RestorableInput,
  evaluated: ReadonlyMap<string, Restorability>,
): Restorability {
  if (whole.has(type)) return yes;
  if (type !== 'INCREMENTAL' && type !== 'SYNCHRONIZATION') return unclear(pointFaults.strangeKind(type));
  if (parentGuid === null) return yes;
  const parent = evaluated.get(parentGuid);
  if (parent?.restorable) return yes;
  const link = parent ? (parent.link ?? parent.reason) : null;
  return {
    restorable: false,
    isUnclear: parent?.isUnclear ?? false,
    reason: pointFaults.builtOn(link),
    link,
  };
}

function no(reason: GivenText): Restorability {
  return { restorable: false, isUnclear: false, reason, link: null };
}

function unclear(reason: GivenText): Restorability {
  return { restorable: false, isUnclear: true, reason, link: null };
}

const machinesAtOnce = 200;

/**
 * Evaluates again what depends on deleted or new backup destinations: recovery points with a copy there, and machines
 * whose policy stores there.
 */
export async function settleDestinations(guids: readonly string[], signal?: AbortSignal): Promise<void> {
  if (guids.length === 0) return;
  const now = new Date();
  const machines = await db().$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT b."machineGuid" AS guid FROM "MirrorBackup" b, jsonb_array_elements(b.locations) AS copy
    WHERE copy->>'destinationGuid' = ANY(${[...guids]}::text[]) ORDER BY 1`;
  const summaries = await loadPolicySummaries(db(), now);
  for (const some of inChunks(
    machines.map(({ guid }) => guid),
    machinesAtOnce,
  )) {
    signal?.throwIfAborted();
    await mirrorTransaction((tx) =>
      announcingMachines(tx, some, () => settleMachines(tx, some, { summaries, now, backupsAt: null })),
    );
  }
  const policies = await db().$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT p.guid FROM "MirrorPolicy" p, jsonb_array_elements(p.rules) AS rule, jsonb_array_elements(rule->'destinations') AS place
    WHERE place->>'guid' = ANY(${[...guids]}::text[])`;
  await reevaluateProtection(policies.map(({ guid }) => guid));
}
