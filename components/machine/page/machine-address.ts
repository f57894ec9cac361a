import { readPage, readSort } from '@/lib/client/addresses';
import type { ExpectedRunListParams, OperationListParams, RecoveryPointListParams } from '@/lib/client/live/keys';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import { recoveryPointStatuses, recoveryPointTypes } from '@/lib/contracts/recovery-point';

export const machineTabs = ['points', 'planned', 'activity', 'restores', 'policy', 'details'] as const;
export type MachineTab = (typeof machineTabs)[number];
const recoveryPointSortKeys = ['startedAt', 'sizeBytes', 'durationMs', 'status', 'type'] as const;
export const defaultRecoveryPointSort = '-startedAt';

/** The view of a URL; recovery points by default. */
export function readMachineTab(params: URLSearchParams): MachineTab {
  return machineTabs.find((tab) => tab === params.get('tab')) ?? 'points';
}

/** The changes of the URL that show another view; parameters of the old view's lists are removed. */
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

/** All but those that are only history, often most of a machine's points. */
const keptStatuses = recoveryPointStatuses.filter((status) => status !== 'REMOVED');

/** True where removed points are requested. */
export function readShowsRemoved(params: URLSearchParams): boolean {
  return params.get('removed') === 'shown';
}

/**
 * The query of the table of recovery points from the URL; invalid values are omitted, and so are removed points unless
 * requested.
 */
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

/** The query of the list of a machine's operations. */
export function readMachineActivityAddress(params: URLSearchParams, machine: string): OperationListParams {
  return { machine, recorded: 'true', page: readPage(params.get('page')), pageSize: 25 };
}

/** The query of the list of a machine's planned backups. */
export function readPlannedAddress(params: URLSearchParams, machine: string): ExpectedRunListParams {
  const states = (params.get('state') ?? '').split(',');
  const state = expectedRunStates.filter((each) => states.includes(each));
  return { machine, state: state.length > 0 ? state : undefined, page: readPage(params.get('page')), pageSize: 25 };
}
