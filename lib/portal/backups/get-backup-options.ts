import 'server-only';
import type { BackupOptions } from '@/lib/contracts/backup';
import { defaultPriority, defaultWindowMs } from '@/lib/contracts/backup';
import { isAppError } from '@/lib/core/app-error';
import { expiringCache } from '@/lib/core/expiring-cache';
import { currentOperations } from '@/lib/portal/operations/current-operations';
import { requireMachine } from '@/lib/portal/scope/owned-machine';
import type { OwnedMachine } from '@/lib/portal/scope/owned-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listIncrementalBlocks } from '@/lib/storware/authorized';
import { noTargets, targetsByPolicy } from './backup-targets';

const dayMs = 24 * 60 * 60 * 1000;
/** Looking at a machine twice, or by fifty people, asks Storware once. */
const readiness = expiringCache<string | null>('incremental-readiness', { ttlMs: 15_000, max: 5_000 });

/** What can be chosen for a backup of this machine now, and why the rest can't. */
export async function getBackupOptions(scope: TenantScope, guid: string): Promise<BackupOptions> {
  const machine = await requireMachine(scope, guid);
  const { policyGuid } = machine.row;
  const { targets, hasIncrementalSchedule, noneReason } =
    (await targetsByPolicy(scope, [policyGuid])).get(policyGuid) ?? noTargets;
  const blocked = await incrementalBlock(machine, hasIncrementalSchedule);
  const obstacle = await obstacleOf(machine, targets.length === 0 ? noneReason : null);
  return {
    allowed: obstacle === null,
    reason: obstacle,
    types: [
      { name: 'FULL', allowed: true, reason: null },
      { name: 'INCREMENTAL', allowed: blocked === null, reason: blocked },
    ],
    destinations: targets.map(({ guid: destination, name, default: isDefault }) => ({
      guid: destination,
      name,
      default: isDefault,
    })),
    destinationsReason: targets.length === 0 ? noneReason : null,
    priority: { min: 0, max: 100, default: defaultPriority },
    window: { defaultLengthMs: defaultWindowMs, maxLengthMs: 7 * dayMs },
  };
}

export const notPresent =
  'It is no longer on its platform, so there is nothing to back up. Its recovery points can still be restored.';

async function obstacleOf({ row }: OwnedMachine, noTarget: string | null): Promise<string | null> {
  if (!row.present) return notPresent;
  if (noTarget !== null) return noTarget;
  const running = (await currentOperations([row.guid])).get(row.guid);
  return running?.kind === 'BACKUP' ? 'It is already being backed up.' : null;
}

/** Storware is asked (STORWARE_API.md 13.39); while it can't be, the mirrored policy answers. */
async function incrementalBlock(machine: OwnedMachine, hasIncrementalSchedule: boolean): Promise<string | null> {
  const { row, handle } = machine;
  if (row.policyGuid === null)
    return 'It has no policy. Incremental backups need a policy with an incremental schedule.';
  if (!hasIncrementalSchedule) return missingSchedule;
  if (row.lastFullAt === null) return 'It has no full backup yet for an incremental one to build on.';
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

const missingSchedule =
  'Its policy has no incremental schedule, so no snapshot is kept for an incremental backup to start from.';

function reasonText(reason: string | undefined): string {
  return reason === 'MISSING_INCREMENTAL_SCHEDULER'
    ? missingSchedule
    : 'The backup system says that an incremental backup of this machine is not possible now.';
}
