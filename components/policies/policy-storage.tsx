import { KeyValues } from '@/components/ui/key-values';
import { Section } from '@/components/ui/section';
import type { Policy } from '@/lib/contracts/policy';

type Part = Policy['retention']['full'];

/** Where a policy stores, and how long. */
export function PolicyStorage({ policy }: { policy: Policy }) {
  const { destination, secondaryDestination, retention, priority, autoRemoveNonPresent, readOnly } = policy;
  return (
    <Section title="Storage and retention">
      <KeyValues
        items={[
          {
            key: 'Destination',
            value: destination?.name ?? <span className="text-late">None: nothing can be stored</span>,
          },
          secondaryDestination ? { key: 'Second copy', value: secondaryDestination.name } : null,
          { key: 'Full backups', value: keepWords(retention.full) },
          { key: 'Incremental', value: keepWords(retention.incremental) },
          { key: 'Priority', value: priority },
          readOnly
            ? null
            : {
                key: 'Machines that are gone',
                value: autoRemoveNonPresent ? 'Leave the policy by themselves' : 'Stay in the policy',
              },
        ]}
      />
      <p className="mt-3 text-xs text-ink-3">A backup goes as soon as either limit is exceeded.</p>
    </Section>
  );
}

/** Whole days as such; a part of one to the hour, and said to be about so long. */
function daysText(days: number): string {
  if (Number.isInteger(days)) return `${days} ${days === 1 ? 'day' : 'days'}`;
  const hours = Math.round((days % 1) * 24);
  return days < 1 ? `about ${Math.max(1, hours)} h` : `about ${Math.floor(days)} d ${hours} h`;
}

function keepWords({ keepLast, keepDays }: Part): string {
  const parts = [
    keepLast === null ? null : `the last ${keepLast}`,
    keepDays === null ? null : `at most ${daysText(keepDays)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'As the backup system is set up' : `Kept: ${parts.join(', ')}`;
}
