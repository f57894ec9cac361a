import Link from 'next/link';
import { ThingName } from '@/components/ui/thing-name';
import type { Column } from '@/components/ui/data-table';
import { policyAddress } from '@/lib/client/policy-addresses';
import type { Policy } from '@/lib/contracts/policy';
import { LastResult } from './last-result';
import { PolicyStateBadge, ReadOnlyMark } from './policy-badges';
import { RunTime } from './run-time';
import { ScheduleSummary } from './schedule-summary';
import { ScoreText } from './score-text';

/** Columns of the list of policies; `sortKey` is the API's. */
export const policyColumns: readonly Column<Policy>[] = [
  {
    id: 'name',
    header: 'Name',
    sortKey: 'name',
    width: 'sm:max-w-64',
    cell: (policy) => (
      <span className="flex min-w-0 items-center gap-2">
        <Link href={policyAddress(policy.guid)} className="link min-w-0 truncate" title={policy.name}>
          <ThingName of={policy} />
        </Link>
        {policy.readOnly ? <ReadOnlyMark /> : null}
      </span>
    ),
  },
  { id: 'state', header: 'State', inCard: 'corner', cell: (policy) => <PolicyStateBadge policy={policy} plain /> },
  { id: 'machines', header: 'Machines', sortKey: 'machines', align: 'right', cell: (policy) => policy.machines.length },
  {
    id: 'schedules',
    header: 'Schedules',
    grow: true,
    inCard: 'wide',
    hideBelow: 'lg',
    cell: (policy) => <ScheduleSummary schedules={policy.schedules} />,
  },
  { id: 'nextRunAt', header: 'Next run', sortKey: 'nextRunAt', cell: (policy) => <RunTime at={policy.nextRunAt} /> },
  {
    id: 'lastResult',
    header: 'Last run',
    hideBelow: 'xl',
    width: 'whitespace-nowrap',
    cell: (policy) => <LastResult result={policy.lastResult} />,
  },
  {
    id: 'scores',
    header: 'Kept, 7 / 30 days',
    align: 'right',
    hideBelow: 'md',
    width: 'whitespace-nowrap',
    cell: ({ scores }) => (
      <>
        <ScoreText score={scores.days7} days={7} />
        <span className="text-ink-3"> / </span>
        <ScoreText score={scores.days30} days={30} />
      </>
    ),
  },
];
