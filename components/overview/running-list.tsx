import Link from 'next/link';
import { OperationProgress } from '@/components/activity/operation-progress';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { Section } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { activityAddress, operationAddress } from '@/lib/client/addresses';
import { kindWords } from '@/lib/client/describe-operation';
import { openStates } from '@/lib/client/open-states';
import type { Operation } from '@/lib/contracts/operation';

const shown = 8;

/** Work in progress, live. */
export function RunningList({ running }: { running: readonly Operation[] }) {
  return (
    <Section
      title="Running now"
      count={running.length}
      padded={false}
      action={
        running.length > shown ? (
          <Link href={activityAddress({ state: openStates })} className="link-accent text-xs">
            See all {running.length}
          </Link>
        ) : null
      }
    >
      {running.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">Nothing is running.</p>
      ) : (
        <ul className="divide-y divide-line">
          {running.slice(0, shown).map((operation) => (
            <li key={operation.id} className="px-4 py-2.5">
              <div className="mb-1.5 flex items-center gap-3">
                <Link href={operationAddress(operation.id)} className="link min-w-0 flex-1 truncate">
                  {kindWords[operation.kind]} of <ThingName of={operation.machine} />
                </Link>
                <OperationStateBadge state={operation.state} plain />
              </div>
              <OperationProgress operation={operation} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
