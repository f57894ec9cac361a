import 'server-only';
import * as z from 'zod';
import { defaultPriority, defaultWindowMs } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import type { MaybeNamedRef } from '@/lib/contracts/scalar';
import type { ServerText } from '@/lib/contracts/server-text';
import { isAppError } from '@/lib/core/app-error';
import { notStarted } from '@/lib/core/failure';
import { expiringCache } from '@/lib/core/process-state';
import { asField, nameOr, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { loadPlaces, StoredRule } from '@/lib/mirror/stored-json';
import { currentOperations } from '@/lib/portal/operations/operations';
import { requireMachine } from '@/lib/portal/scope/owned-objects';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listIncrementalBlocks } from '@/lib/storware/authorized';

const dayMs = 24 * 60 * 60 * 1000;
/** Repeated requests for a machine, by one or fifty people, call Storware once. */
const readiness = expiringCache<ServerText | null>('incremental-readiness', { ttlMs: 15_000, max: 5_000 });

/** The options for a backup of this machine, and why the others are not available. */
export async function getBackupOptions(scope: TenantScope, guid: string): Promise<BackupOptions> {
  const machine = await requireMachine(scope, guid);
  const { policyGuid } = machine.row;
  const { targets, hasIncrementalSchedule, noneReason } =
    (await targetsByPolicy(scope, [policyGuid])).get(policyGuid) ?? noTargets;
  const blocked = await incrementalBlock(machine, hasIncrementalSchedule);
  const obstacle = await obstacleOf(machine, targets.length === 0 ? noneReason : null);
  return {
    allowed: obstacle === null,
    ...asField('reason', obstacle),
    types: [
      { name: 'FULL', allowed: true, ...asField('reason', null) },
      { name: 'INCREMENTAL', allowed: blocked === null, ...asField('reason', blocked) },
    ],
    destinations: targets.map(({ guid: destination, name, nameRef, default: isDefault }) => ({
      guid: destination,
      name,
      nameRef,
      default: isDefault,
    })),
    ...asField('destinationsReason', targets.length === 0 ? noneReason : null),
    priority: { min: 0, max: 100, default: defaultPriority },
    window: { defaultLengthMs: defaultWindowMs, maxLengthMs: 7 * dayMs },
  };
}

export const notPresent = say('reason.backup.notPresent');

async function obstacleOf({ row }: OwnedMachine, noTarget: ServerText | null): Promise<ServerText | null> {
  if (!row.present) return notPresent;
  if (noTarget !== null) return noTarget;
  const running = (await currentOperations([row.guid])).get(row.guid);
  return running?.kind === 'BACKUP' ? notStarted.busy : null;
}

/** Storware knows (STORWARE_API.md 13.39); while it can't be reached, the mirrored policy decides. */
async function incrementalBlock(machine: OwnedMachine, hasIncrementalSchedule: boolean): Promise<ServerText | null> {
  const { row, handle } = machine;
  if (row.policyGuid === null) return say('reason.backup.noPolicy');
  if (!hasIncrementalSchedule) return missingSchedule;
  if (row.lastFullAt === null) return say('reason.backup.noFull');
  try {
    return await readiness(row.guid, async () => {
      const [block] = (await listIncrementalBlocks([handle])) ?? [];
      return block ? reasonText(block.reasons[0]) : null;
    });
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

const missingSchedule = say('reason.backup.noIncrementalSchedule');

function reasonText(reason: string | undefined): ServerText {
  return reason === 'MISSING_INCREMENTAL_SCHEDULER' ? missingSchedule : say('reason.backup.incrementalRefused');
}

export type Target = z.infer<typeof MaybeNamedRef> & {
  readonly default: boolean;
  readonly ruleGuids: readonly string[];
};

/** Where a machine can be backed up to: by the active rules of its policy and its tenant's entitlements. */
type Targets = {
  readonly targets: readonly Target[];
  readonly hasIncrementalSchedule: boolean;
  /** Why there is no destination; needed only then. */ readonly noneReason: ServerText;
};

const notGiven = say('reason.backup.noDestination');
const gone = say('reason.backup.destinationGone');
export const noTargets: Targets = { targets: [], hasIncrementalSchedule: false, noneReason: notGiven };

/**
 * The destinations of each policy among `policyGuids`, and those without a policy under null. A rule's own primary
 * destination comes first, because it has the intended retention.
 */
export async function targetsByPolicy(
  scope: TenantScope,
  policyGuids: readonly (string | null)[],
): Promise<Map<string | null, Targets>> {
  const entitled = await entitledTargets(scope);
  const isPlace = await loadPlaces(db());
  const isEntitledGone = entitled.length === 0 && (await isEntitledToAny(scope));
  const policies = await db().mirrorPolicy.findMany({
    where: { guid: { in: policyGuids.filter((guid) => guid !== null) } },
  });
  const result = new Map<string | null, Targets>([
    [
      null,
      { targets: markDefault(entitled), hasIncrementalSchedule: false, noneReason: isEntitledGone ? gone : notGiven },
    ],
  ]);
  for (const policy of policies) {
    const meant = z.array(StoredRule).parse(policy.rules).flatMap(ruledDestinations);
    const ruled = meant.flatMap(({ guid, name, ruleGuid }) =>
      guid !== null && isPlace(guid)
        ? [
            {
              guid,
              ...asField('name', nameOr(name, say('unnamed.destination'))),
              default: false,
              ruleGuids: [ruleGuid],
            },
          ]
        : [],
    );
    const others = entitled.filter((target) => !ruled.some((one) => one.guid === target.guid));
    result.set(policy.guid, {
      targets: markDefault([...distinct(ruled), ...others]),
      hasIncrementalSchedule: policy.hasIncrementalSchedule,
      noneReason: isEntitledGone || meant.length > 0 ? gone : notGiven,
    });
  }
  return result;
}

function ruledDestinations(rule: StoredRule) {
  if (!rule.active) return [];
  const primary = rule.destinations.find((one) => one.active && one.role === 'PRIMARY');
  return primary ? [{ guid: primary.guid, name: primary.name, ruleGuid: rule.guid }] : [];
}

/** Whether the provider gave the tenant a destination, present or deleted. */
export async function isEntitledToAny(scope: TenantScope): Promise<boolean> {
  return (await db().entitlement.count({ where: { tenantId: scope.tenant.id, kind: 'DESTINATION' } })) > 0;
}

/** Where the tenant may store backups whatever its policies say, its default first. */
export async function entitledTargets(scope: TenantScope): Promise<Target[]> {
  const rows = await db().entitlement.findMany({
    where: { tenantId: scope.tenant.id, kind: 'DESTINATION' },
    orderBy: [{ isDefault: 'desc' }, { guid: 'asc' }],
  });
  const known = await db().mirrorInfrastructure.findMany({
    where: { kind: 'DESTINATION', guid: { in: rows.map((row) => row.guid) } },
    select: { guid: true, name: true },
  });
  const names = new Map(known.map((row) => [row.guid, row.name]));
  return rows.flatMap(({ guid }) => {
    const name = names.get(guid);
    return name === undefined ? [] : [{ guid, name, default: false, ruleGuids: [] }];
  });
}

function distinct(targets: readonly Target[]): Target[] {
  return targets.filter((target, index) => targets.findIndex((one) => one.guid === target.guid) === index);
}

function markDefault(targets: readonly Target[]): Target[] {
  return targets.map((target, index) => ({ ...target, default: index === 0 }));
}
