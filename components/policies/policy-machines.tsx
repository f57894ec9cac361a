import { ServerOff } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress, machineListAddress } from '@/lib/client/addresses';
import type { Policy } from '@/lib/contracts/policy';

const shown = 24;

/** The tenant's machines in a policy; many are continued in the list of machines. */
export function PolicyMachines({ policy }: { policy: Policy }) {
  const { machines, guid } = policy;
  return (
    <Section
      title="Machines"
      count={machines.length}
      action={
        machines.length > 0 ? (
          <Link href={machineListAddress({ policy: guid })} className="link-accent text-xs">
            See them in the list
          </Link>
        ) : undefined
      }
    >
      {machines.length === 0 ? (
        <EmptyState icon={<ServerOff aria-hidden />} title="No machine is in it">
          Its schedules run, but there is nothing that they would back up.
        </EmptyState>
      ) : (
        <ul className="columns-2 gap-x-6 sm:columns-3">
          {machines.slice(0, shown).map((machine) => (
            <li key={machine.guid} className="min-h-6 truncate pointer-coarse:min-h-10">
              <Link href={machineAddress(machine.guid)} className="link !font-normal" title={machine.name}>
                <ThingName of={machine} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {machines.length > shown ? <p className="mt-2 text-xs text-ink-3">and {machines.length - shown} more</p> : null}
    </Section>
  );
}
