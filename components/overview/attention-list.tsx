import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { ProtectionBadge, ProtectionStep } from '@/components/ui/protection-badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress, machineListAddress } from '@/lib/client/addresses';
import { alarmingStates } from '@/lib/contracts/machine';
import type { Overview } from '@/lib/contracts/overview';

/** Machines that someone has to look at, each with the reason. */
export function AttentionList({ overview }: { overview: Overview }) {
  const { attention, attentionTotal: all, protection } = overview;
  return (
    <Section
      title="Needs attention"
      count={all}
      padded={false}
      action={
        all > attention.length ? (
          <Link
            href={machineListAddress({ protection: alarmingStates, presence: 'present', sort: 'protection' })}
            className="link-accent text-xs"
          >
            See all {all}
          </Link>
        ) : null
      }
    >
      {attention.length === 0 ? (
        <EmptyState
          icon={<CircleCheck aria-hidden />}
          title={
            protection.PROTECTED === overview.machines.present
              ? 'Every machine is protected'
              : 'No machine needs you now'
          }
          className="!py-8"
        />
      ) : (
        <ul className="divide-y divide-line">
          {attention.map((machine) => (
            <li key={machine.guid} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
              <Link href={machineAddress(machine.guid)} className="link min-w-0 truncate">
                <ThingName of={machine} />
              </Link>
              <ProtectionBadge state={machine.protection.state} plain />
              <span className="ml-auto text-xs text-ink-3">
                {machine.lastSuccessAt === null ? (
                  'no good backup'
                ) : (
                  <>
                    last good backup <RelativeTime at={machine.lastSuccessAt} />
                  </>
                )}
              </span>
              <p className="w-full text-xs text-ink-2">
                {machine.protection.reason} <ProtectionStep protection={machine.protection} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
