import Link from 'next/link';
import { ExactTime } from '@/components/ui/exact-time';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { machineListAddress } from '@/lib/client/addresses';
import type { Overview } from '@/lib/contracts/overview';

/** What schedules will start next. */
export function NextRuns({ runs }: { runs: Overview['nextRuns'] }) {
  return (
    <Section title="Next runs" padded={false}>
      {runs.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">
          No schedule will run. Without one, machines are backed up only when somebody starts it.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {runs.map((run) => (
            <li key={`${run.policy.guid}-${run.at}`} className="px-4 py-2">
              <div className="flex items-baseline gap-3">
                <Link href={machineListAddress({ policy: run.policy.guid })} className="link min-w-0 truncate">
                  {run.policy.name}
                </Link>
                <span className="ml-auto shrink-0 text-xs">
                  <RelativeTime at={run.at} />
                </span>
              </div>
              <p className="text-xs text-ink-3">
                {run.machines} {run.machines === 1 ? 'machine' : 'machines'} · <ExactTime at={run.at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
