import { readPage, readSort } from '@/lib/client/addresses';
import type { ExpectedRunListParams, OperationListParams, RecoveryPointListParams } from '@/lib/client/live/keys';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import { recoveryPointStatuses, recoveryPointTypes } from '@/lib/contracts/recovery-point';

export const machineTabs = ['points', 'planned', 'activity', 'restores', 'policy', 'details'] as const;
export type MachineTab = (typeof machineTabs)[number];
const recoveryPointSortKeys = ['startedAt', 'sizeBytes', 'durationMs', 'status', 'type'] as const;
export const defaultRecoveryPointSort = '-startedAt';

/** The view that an address names; recovery points when it names none. */
export function readMachineTab(params: URLSearchParams): MachineTab {
  return machineTabs.find((tab) => tab === params.get('tab')) ?? 'points';
}

/** The changes of an address that show another view; what belongs to the lists of the old one goes. */
export function tabChanges(tab: MachineTab): Record<string, string | null> {
  return {
    tab: tab === 'points' ? null : tab,
    page: null,
    sort: null,
    status: null,
    type: null,
    state: null,
    restore: null,
  };
}

/** All but those that are history only, often most of a machine's points. */
const keptStatuses = recoveryPointStatuses.filter((status) => status !== 'REMOVED');

/** True where points that were removed are asked for. */
export function readShowsRemoved(params: URLSearchParams): boolean {
  return params.get('removed') === 'shown';
}

/** What the table of recovery points shows, as the address says; nonsense is left out, and so are removed points unless asked for. */
export function readRecoveryPointAddress(params: URLSearchParams): RecoveryPointListParams {
  const statuses = (params.get('status') ?? '').split(',');
  const types = (params.get('type') ?? '').split(',');
  const chosen = recoveryPointStatuses.filter((each) => statuses.includes(each));
  const status = chosen.length > 0 || readShowsRemoved(params) ? chosen : keptStatuses;
  const type = recoveryPointTypes.filter((each) => types.includes(each));
  return {
    page: readPage(params.get('page')),
    pageSize: 25,
    sort: readSort(params.get('sort'), recoveryPointSortKeys, defaultRecoveryPointSort),
    status: status.length > 0 ? status : undefined,
    type: type.length > 0 ? type : undefined,
  };
}

/** What the list of a machine's operations shows. */
export function readMachineActivityAddress(params: URLSearchParams, machine: string): OperationListParams {
  return { machine, recorded: 'true', page: readPage(params.get('page')), pageSize: 25 };
}

/** What the list of a machine's planned backups shows. */
export function readPlannedAddress(params: URLSearchParams, machine: string): ExpectedRunListParams {
  const states = (params.get('state') ?? '').split(',');
  const state = expectedRunStates.filter((each) => states.includes(each));
  return { machine, state: state.length > 0 ? state : undefined, page: readPage(params.get('page')), pageSize: 25 };
}
