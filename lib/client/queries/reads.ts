import { queryString } from '@/lib/client/addresses';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type {
  AuditListParams,
  ExpectedRunListParams,
  ListParams,
  MachineListParams,
  MountListParams,
  OperationListParams,
  ProviderMachineListParams,
  RecentPoints,
  RecoveryPointListParams,
  RestoreListParams,
} from '@/lib/client/live/keys';
import { AuditList } from '@/lib/contracts/audit';
import { ExpectedRunList } from '@/lib/contracts/expected-run';
import { MachineChoices, MachineDetail, MachineFacets, MachineList } from '@/lib/contracts/machine';
import { MemberList } from '@/lib/contracts/member';
import { MountList } from '@/lib/contracts/mount';
import { Operation, OperationList } from '@/lib/contracts/operation';
import { Overview } from '@/lib/contracts/overview';
import { Policy, PolicyList, PolicyOptions } from '@/lib/contracts/policy';
import { CapabilityList, Checklist, ProviderMachineList, StorwareLink } from '@/lib/contracts/provider';
import { RecoveryPointList } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { RestoreList } from '@/lib/contracts/restore';
import { ProviderTenantDetail, ProviderTenantList } from '@/lib/contracts/tenant';

/**
 * Reads of the portal's own database: the browser requests them, and a page includes them in its HTML. Reads that need
 * Storware are in their hooks, since no page waits for them.
 */

const pathOf = (collection: string, guid: string): string => `/${collection}/${encodeURIComponent(guid)}`;

export const overviewRead = () => readOf(keyOf('overview'), (ask) => ask(Overview, '/overview'));

export const machineListRead = (params: MachineListParams) =>
  readOf(keyOf('machines', params), (ask) => ask(MachineList, `/machines${queryString({ ...params })}`));

export const machineRead = (guid: string) =>
  readOf(keyOf('machine', { guid }), (ask) => ask(MachineDetail, pathOf('machines', guid)));

/** The filter choices of the list of machines, with counts. */
export const machineFacetsRead = () => readOf(keyOf('machine-facets'), (ask) => ask(MachineFacets, '/machines/facets'));

/** All machines of the tenant, by name. */
export const machineChoicesRead = () =>
  readOf(keyOf('every-machine'), (ask) => ask(MachineChoices, '/machines/choices'));

/** The policies that protect the tenant's machines. */
export const policyListRead = (params: ListParams) =>
  readOf(keyOf('policies', params), (ask) => ask(PolicyList, `/policies${queryString({ ...params })}`));

export const policyRead = (guid: string) =>
  readOf(keyOf('policy', { guid }), (ask) => ask(Policy, pathOf('policies', guid)));

export const policyOptionsRead = () =>
  readOf(keyOf('policy-options'), (ask) => ask(PolicyOptions, '/policies/options'));

/** Expected runs with their results. */
export const expectedRunListRead = (params: ExpectedRunListParams) =>
  readOf(keyOf('expected-runs', params), (ask) => ask(ExpectedRunList, `/expected-runs${queryString({ ...params })}`));

/** So many are shown before all are requested. */
export const missedShownAtFirst = 5;

/** The planned backups that did not happen. */
export const missedRuns: ExpectedRunListParams = { state: ['MISSED', 'FAILED'] };

/** A machine's recovery points, newest first unless sorted otherwise. */
export const recoveryPointListRead = (machine: string, params: RecoveryPointListParams) =>
  readOf(keyOf('recovery-points', { machine, ...params }), (ask) =>
    ask(RecoveryPointList, `${pathOf('machines', machine)}/recovery-points${queryString({ ...params })}`),
  );

/** How many points of a machine are only history: a page of one, for its total. */
export const removedPointsRead = (machine: string, type: RecoveryPointListParams['type']) =>
  recoveryPointListRead(machine, { status: ['REMOVED'], type, pageSize: 1 });

const newestPageSize = 100;
/** After a thousand points in a row that can't be restored, no further ones are read. */
const newestMostPages = 10;

/** The newest recovery point of a machine that can be restored; null when there is none. */
export const newestRestorableRead = (machine: string) =>
  readOf(keyOf('newest-restorable', { machine }), async (ask): Promise<RecoveryPoint | null> => {
    for (let page = 1; page <= newestMostPages; page += 1) {
      const list = await ask(
        RecoveryPointList,
        `${pathOf('machines', machine)}/recovery-points${queryString({ status: ['SUCCESS', 'PARTIAL'], page, pageSize: newestPageSize })}`,
      );
      const found = list.items.find(({ restorable }) => restorable);
      if (found || page * newestPageSize >= list.total) return found ?? null;
    }
    return null;
  });

const dayMs = 86_400_000;
const timelinePageSize = 200;
/** 2,000 points are an hourly backup over 80 days; older ones are left out, and the page says so. */
const timelineMostPages = 10;

/** Every recovery point of a machine in the `days` days before `nowMs`. */
export const recentPointsRead = (machine: string, days: number, nowMs: number) => {
  // By the whole day, so that the key stays the same.
  const from = new Date((Math.floor(nowMs / dayMs) - days) * dayMs).toISOString();
  return readOf(keyOf('recent-points', { machine, from }), async (ask): Promise<RecentPoints> => {
    const points: RecoveryPoint[] = [];
    for (let page = 1; page <= timelineMostPages; page += 1) {
      const list = await ask(
        RecoveryPointList,
        `${pathOf('machines', machine)}/recovery-points${queryString({ from, page, pageSize: timelinePageSize })}`,
      );
      points.push(...list.items);
      if (page * timelinePageSize >= list.total) return { points, isCut: false };
    }
    return { points, isCut: true };
  });
};

/** Operations, newest first unless sorted otherwise. */
export const operationListRead = (params: OperationListParams) =>
  readOf(keyOf('operations', params), (ask) => ask(OperationList, `/operations${queryString({ ...params })}`));

export const operationRead = (id: string) =>
  readOf(keyOf('operation', { id }), (ask) => ask(Operation, pathOf('operations', id)));

/** Past and running restores, of a machine or (null) of the tenant. */
export const restoreListRead = (machine: string | null, params: RestoreListParams) =>
  readOf(keyOf('restores', { machine, ...params }), (ask) =>
    ask(RestoreList, `${machine === null ? '' : pathOf('machines', machine)}/restores${queryString({ ...params })}`),
  );

/** Members of the tenant; for administrators with open invitations. */
export const memberListRead = (params: ListParams) =>
  readOf(keyOf('members', params), (ask) => ask(MemberList, `/members${queryString({ ...params })}`));

export const mountListRead = (params: MountListParams) =>
  readOf(keyOf('mounts', params), (ask) => ask(MountList, `/mounts${queryString({ ...params })}`));

/** Every machine with its owner. */
export const providerMachineListRead = (params: ProviderMachineListParams) =>
  readOf(keyOf('provider-machines', params), (ask) =>
    ask(ProviderMachineList, `/provider/machines${queryString({ ...params })}`),
  );

/** All tenants, with how many machines and members each has. */
export const providerTenantsRead = () =>
  readOf(keyOf('provider-tenants'), (ask) => ask(ProviderTenantList, '/provider/tenants'));

/** One tenant with what it owns. */
export const providerTenantRead = (slug: string) =>
  readOf(keyOf('provider-tenant', { slug }), (ask) => ask(ProviderTenantDetail, pathOf('provider/tenants', slug)));

/** The audit trail of the tenant, or (`provider-audit`) what the provider may read of all. */
export const auditListRead = (params: AuditListParams) =>
  readOf(keyOf('audit', params), (ask) => ask(AuditList, `/audit${queryString({ ...params })}`));
export const providerAuditListRead = (params: AuditListParams) =>
  readOf(keyOf('provider-audit', params), (ask) => ask(AuditList, `/provider/audit${queryString({ ...params })}`));

/** Health of the link to Storware, as the portal last found it. */
export const storwareLinkRead = () => readOf(keyOf('storware'), (ask) => ask(StorwareLink, '/provider/storware'));

/** What the Storware server offers beyond the vendor's guide, and why the rest is missing. */
export const capabilitiesRead = () =>
  readOf(keyOf('capabilities'), (ask) => ask(CapabilityList, '/provider/capabilities'));

/** What a new provider does first. */
export const checklistRead = () => readOf(keyOf('checklist'), (ask) => ask(Checklist, '/provider/checklist'));
