'use client';

import { CalendarOff, CalendarPlus } from 'lucide-react';
import Link from 'next/link';
import { ScheduleRow } from '@/components/policies/schedule-row';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { useCan } from '@/lib/client/me';
import { usePolicy } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import type { MachineDetail } from '@/lib/contracts/machine';
import { MachineScheduleRow } from './machine-schedule-row';

export interface MachinePolicyProps {
  machine: MachineDetail;
  /** Opens the choice of another policy. */
  onAssign: () => void;
}

/** Which policy protects the machine and when it runs next. */
export function MachinePolicy({ machine, onAssign }: MachinePolicyProps) {
  const canAssign = useCan('policy:write') && machine.present;
  const read = usePolicy(machine.policy?.guid ?? null);
  if (!machine.policy) {
    return (
      <div className="panel">
        <EmptyState
          icon={<CalendarOff aria-hidden />}
          title="No policy protects this machine"
          action={
            canAssign ? (
              <Button variant="primary" icon={<CalendarPlus aria-hidden className="size-4" />} onPress={onAssign}>
                Assign policy
              </Button>
            ) : undefined
          }
        >
          Nothing backs it up by itself.{' '}
          {machine.present
            ? 'Until a policy does, only “Back up now” makes recovery points.'
            : 'It is removed, so there is nothing left to protect.'}
        </EmptyState>
      </div>
    );
  }
  // A policy that the tenant may not see is shown as the backup system runs it.
  const policy = read.data;
  const count = policy ? policy.schedules.length : machine.schedules.length;
  const whyIdle = !machine.present
    ? 'None, the machine is removed'
    : policy?.active === false
      ? 'None while the policy is off'
      : undefined;
  return (
    <Section
      title={
        policy ? (
          <Link href={policyAddress(policy.guid)} className="link">
            {policy.name}
          </Link>
        ) : (
          machine.policy.name
        )
      }
      count={count}
      padded={false}
      action={
        <span className="flex items-center gap-2">
          {policy?.active === false ? <Badge>Off</Badge> : null}
          {canAssign ? (
            <Button size="sm" onPress={onAssign}>
              Change policy
            </Button>
          ) : null}
        </span>
      }
    >
      {policy === undefined && read.isPending ? (
        <div className="space-y-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-64" />
        </div>
      ) : count === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title="This policy has no schedule">
          It says where recovery points are kept, but nothing starts a backup by itself.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {policy
            ? policy.schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.guid}
                  schedule={machine.present ? schedule : { ...schedule, nextRuns: [] }}
                  whyIdle={whyIdle}
                  withHistory={false}
                />
              ))
            : machine.schedules.map((schedule) => (
                <MachineScheduleRow key={schedule.guid} schedule={schedule} isPresent={machine.present} />
              ))}
        </ul>
      )}
    </Section>
  );
}
