import 'server-only';
import type { Freshness } from '@/lib/contracts/events';
import type { ProtectionState } from '@/lib/contracts/machine';
import { apiVersion } from '@/lib/contracts/status';
import type { TenantStatus } from '@/lib/contracts/status';
import { readFreshness } from '@/lib/live/freshness';
import { summariseTenant } from '@/lib/mirror/queries/tenant-summary';
import { recentFailures } from '@/lib/portal/overview/get-overview';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** Older data says nothing about now. Machines are read every minute, so this is no short disturbance. */
export const tooOldMs = 15 * 60_000;

type Facts = {
  readonly freshness: Pick<Freshness, 'state' | 'asOf'>;
  /** The machines that exist on their platform, by protection. */
  readonly protection: Readonly<Record<ProtectionState, number>>;
  readonly failures24h: number;
  readonly oldestGoodBackupAt: Date | null;
};

/** The state of the tenant in one answer, for monitoring. */
export async function getTenantStatus(scope: TenantScope): Promise<TenantStatus> {
  const { id } = scope.tenant;
  const [freshness, summary, failures] = await Promise.all([readFreshness(), summariseTenant(id), recentFailures(id)]);
  return statusOf(
    {
      freshness,
      protection: summary.presentProtection,
      failures24h: failures.length,
      oldestGoodBackupAt: summary.oldestGoodBackupAt,
    },
    new Date(),
  );
}

/** The rules of the state (docs/operations.md, "Monitoring a tenant"). Pure. */
export function statusOf({ freshness, protection, failures24h, oldestGoodBackupAt }: Facts, now: Date): TenantStatus {
  const machines = {
    total: Object.values(protection).reduce((sum, count) => sum + count, 0),
    protected: protection.PROTECTED,
    late: protection.LATE,
    failing: protection.FAILING + protection.NOT_RESTORABLE,
    unprotected: protection.UNPROTECTED,
  };
  return {
    state: stateOf(),
    version: apiVersion,
    asOf: freshness.asOf,
    machines,
    failures24h,
    oldestGoodBackupAt: oldestGoodBackupAt?.toISOString() ?? null,
  };

  function stateOf(): TenantStatus['state'] {
    const isTooOld = freshness.asOf === null || now.getTime() - Date.parse(freshness.asOf) > tooOldMs;
    // Without a machine nothing can be right: they may just have been taken away from the tenant.
    if (isTooOld || machines.total === protection.UNKNOWN) return 'UNKNOWN';
    if (machines.failing > 0 || machines.unprotected > 0) return 'CRITICAL';
    const isIncomplete = freshness.state !== 'LIVE' || protection.UNKNOWN > 0;
    return machines.late > 0 || failures24h > 0 || isIncomplete ? 'WARNING' : 'OK';
  }
}
