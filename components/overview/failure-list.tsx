import Link from 'next/link';
import { FailureAction } from '@/components/activity/failure-notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { activityAddress, operationAddress } from '@/lib/client/addresses';
import { kindWords, ownerWords } from '@/lib/client/describe-operation';
import type { Overview } from '@/lib/contracts/overview';

/** What failed in the last 24 hours, with the cause, who has to act and the next step. */
export function FailureList({ overview }: { overview: Overview }) {
  const { failures, failuresTotal } = overview;
  return (
    <Section
      title="Failed in the last 24 hours"
      count={failuresTotal}
      padded={false}
      action={
        failuresTotal > failures.length ? (
          <Link href={activityAddress({ state: 'FAILED' })} className="link-accent text-xs">
            See all failures
          </Link>
        ) : null
      }
    >
      {failures.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">Nothing failed.</p>
      ) : (
        <ul className="divide-y divide-line">
          {failures.map((operation) => (
            <li key={operation.id} className="px-4 py-2">
              <div className="flex items-baseline gap-3">
                <Link href={operationAddress(operation.id)} className="link min-w-0 truncate">
                  {kindWords[operation.kind]} of <ThingName of={operation.machine} />
                </Link>
                <span className="ml-auto shrink-0 text-xs text-ink-3">
                  <RelativeTime at={operation.finishedAt ?? operation.requestedAt} />
                </span>
              </div>
              {operation.failure ? (
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
                  <p className="min-w-0 flex-1 basis-64">
                    {operation.failure.cause}{' '}
                    <span className="text-ink-3">Who acts: {ownerWords[operation.failure.owner]}.</span>{' '}
                    {operation.failure.nextStep}
                  </p>
                  <FailureAction failure={operation.failure} work={operation} />
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
