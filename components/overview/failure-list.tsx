import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { activityAddress, operationAddress } from '@/lib/client/addresses';
import { kindWords, ownerWords } from '@/lib/client/describe-operation';
import type { Overview } from '@/lib/contracts/overview';

/** What failed in the last 24 hours, with the cause and who has to act. */
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
                  {kindWords[operation.kind]} of {operation.machine.name}
                </Link>
                <span className="ml-auto shrink-0 text-xs text-ink-3">
                  <RelativeTime at={operation.finishedAt ?? operation.requestedAt} />
                </span>
              </div>
              {operation.failure ? (
                <p className="text-xs text-ink-2">
                  {operation.failure.cause} <span className="text-ink-3">{ownerWords[operation.failure.owner]} {operation.failure.owner === 'YOU' ? 'act' : 'acts'}.</span>
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
