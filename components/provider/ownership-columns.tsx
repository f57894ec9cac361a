import { Archive } from 'lucide-react';
import type { Column } from '@/components/ui/data-table';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { ThingName } from '@/components/ui/thing-name';
import { platformName } from '@/lib/contracts/platform-name';
import type { ProviderMachine } from '@/lib/contracts/provider';
import type { OwnerChoice } from './ownership-address';

const sourceWords: Record<NonNullable<ProviderMachine['owner']>['source'], string> = {
  MANUAL: 'By hand',
  PROJECT: 'By project',
  RESTORE: 'By restore',
  CREATED: 'Created here',
};

/** `sortKey` is the API's. */
const ownershipColumns: readonly Column<ProviderMachine>[] = [
  {
    id: 'name',
    header: 'Name',
    sortKey: 'name',
    grow: true,
    cell: (machine) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 truncate font-medium" title={machine.name}>
          <ThingName of={machine} />
        </span>
        {machine.present ? null : (
          <Badge icon={<Archive aria-hidden />} className="shrink-0" title="No longer on its platform">
            Removed
          </Badge>
        )}
      </span>
    ),
  },
  {
    id: 'owner',
    header: 'Owner',
    sortKey: 'owner',
    inCard: 'corner',
    cell: (machine) =>
      machine.owner ? (
        <span className="block max-w-56 truncate" title={machine.owner.name}>
          {machine.owner.name}
        </span>
      ) : (
        <Badge tone="late">Nobody</Badge>
      ),
  },
  {
    id: 'platform',
    header: 'Platform',
    sortKey: 'platform',
    hideBelow: 'md',
    width: 'whitespace-nowrap text-ink-2',
    cell: (machine) => platformName(machine.platform),
  },
  {
    id: 'project',
    header: 'Project',
    sortKey: 'project',
    hideBelow: 'lg',
    cell: (machine) =>
      machine.project ? (
        <span className="block max-w-48 truncate text-ink-2" title={machine.project.name}>
          {machine.project.name}
        </span>
      ) : (
        <span className="text-ink-3">–</span>
      ),
  },
  {
    id: 'given',
    header: 'Given',
    hideBelow: 'lg',
    width: 'text-ink-2',
    cell: (machine) =>
      machine.owner ? (
        <span className="block max-w-56 truncate">{givenText(machine.owner)}</span>
      ) : (
        <span className="text-ink-3">–</span>
      ),
  },
  {
    id: 'at',
    header: 'Since',
    hideBelow: 'md',
    cell: (machine) => <RelativeTime at={machine.owner?.assignedAt ?? null} />,
  },
];

const ofOwner = new Set(['given', 'at']);

/** The columns that say something: among machines of nobody, nobody gave them. */
export function ownershipColumnsFor(owner: OwnerChoice): readonly Column<ProviderMachine>[] {
  return owner === 'none' ? ownershipColumns.filter(({ id }) => !ofOwner.has(id)) : ownershipColumns;
}

function givenText({ source, assignedBy }: NonNullable<ProviderMachine['owner']>): string {
  return assignedBy === null ? sourceWords[source] : `${sourceWords[source]}, ${assignedBy}`;
}
