'use client';

import { usePreflight } from '@/lib/client/restores';
import { useSettled } from '@/lib/client/use-settled';
import type { RestoreBody } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import { confirmedMachines } from './restore-request';
import type { Wizard } from './wizard-context';

/** Long enough that a name being typed is not asked about letter by letter. */
const settleMs = 500;

export interface Overwrites {
  isOn: boolean;
  /** The machines that would be deleted; undefined while that is not known. */
  machines: readonly Ref[] | undefined;
  /** Those whose names are still to be typed. */
  unconfirmed: readonly Ref[];
  error: unknown;
  isFetching: boolean;
  retry: () => void;
}

/** Which machines would be deleted if this restore were started with overwriting. */
export function useOverwrites({ plan, typed }: Pick<Wizard, 'plan' | 'typed'>): Overwrites {
  const isOn = plan.fields.some(({ field, value }) => field.name === 'overwrite' && value === true);
  const wanted = isOn && plan.body !== null ? JSON.stringify(plan.body) : '';
  const settled = useSettled(wanted, settleMs);
  const asked = settled === '' ? null : (JSON.parse(settled) as RestoreBody);
  const report = usePreflight(asked);
  const isSettled = wanted !== '' && settled === wanted;
  const machines = isSettled ? report.data?.overwrites : undefined;
  const confirmed = confirmedMachines(typed);
  return {
    isOn,
    machines,
    unconfirmed: isOn ? (machines ?? []).filter(({ guid }) => !confirmed.includes(guid)) : [],
    error: isSettled && !report.data ? report.error : null,
    isFetching: report.isFetching || (isOn && !isSettled && plan.body !== null),
    retry: () => void report.refetch(),
  };
}
