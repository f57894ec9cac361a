import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type { ChargebackQuery, StorwareChargebackRow } from '@/lib/storware/model/chargeback';
import type {
  StorwareBackupStats,
  StorwareDestinationFill,
  StorwareProtectionCounts,
  StorwareStagingSpace,
} from '@/lib/storware/model/dashboard';
import type { StorwareList } from '@/lib/storware/model/result';
import { parseList } from '@/lib/storware/wire/parse';
import {
  WireBackupStats,
  WireChargebackRow,
  WireDestinationFills,
  WireProtectionCounts,
  WireStagingSpace,
} from '@/lib/storware/wire/wire-report';
import { fetchList, getOne } from './fetch';

/** Counts over all machines of the server (STORWARE_API.md 10): for the provider, never for a tenant. */
export function getProtectionCounts(call?: CallOptions): Promise<StorwareProtectionCounts> {
  return getOne(clientOf(call), WireProtectionCounts, { template: '/dashboard/protection' }, call?.signal);
}

/** Counts over all backups of the server in a period. */
export function getBackupStats(
  period: { from?: Date; to?: Date } = {},
  call?: CallOptions,
): Promise<StorwareBackupStats> {
  const query = { from: period.from?.getTime(), to: period.to?.getTime() };
  return getOne(clientOf(call), WireBackupStats, { template: '/dashboard/backup-stats', query }, call?.signal);
}

export function listStagingSpace(call?: CallOptions): Promise<StorwareList<StorwareStagingSpace>> {
  return fetchList(clientOf(call), WireStagingSpace, { template: '/dashboard/staging-space' }, call?.signal);
}

export function listDestinationFill(call?: CallOptions): Promise<StorwareDestinationFill[]> {
  return getOne(
    clientOf(call),
    WireDestinationFills,
    { template: '/dashboard/backup-destination-stats' },
    call?.signal,
  );
}

/** Bytes stored (`backup-size`) or moved (`transfer-size`) in a period. The period goes into query and body: clients differ, servers may too (13.36). */
export async function listChargeback(
  measure: 'backup-size' | 'transfer-size',
  query: ChargebackQuery,
  call?: CallOptions,
): Promise<StorwareList<StorwareChargebackRow>> {
  const client = clientOf(call);
  const period = { from: query.from.getTime(), to: query.to.getTime() };
  const body = {
    ...period,
    groupBy: query.groupBy,
    backupDestinationGuids: query.destinationGuids ?? [],
    backupPolicyGuids: query.policyGuids ?? [],
    hypervisorClusterGuids: [],
    hypervisorManagerGuids: [],
    hypervisorGuids: [],
    virtualMachineGuids: query.machineGuids ?? [],
    projectGuids: query.projectGuids ?? [],
  };
  const template =
    measure === 'backup-size' ? '/chargeback-reporting/backup-size/vm' : '/chargeback-reporting/transfer-size/vm';
  const answer = await client.read({ method: 'POST', template, query: period, body }, { signal: call?.signal });
  return answer.understand((answered) => parseList(WireChargebackRow, answered, client.log));
}
