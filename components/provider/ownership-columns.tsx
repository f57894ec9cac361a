import { Archive } from 'lucide-react';
import type { Column } from '@/components/ui/data-table';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { platformName } from '@/components/machines/platform-name';
import type { ProviderMachine } from '@/lib/contracts/provider';

const sourceWords: Record<NonNullable<ProviderMachine['owner']>['source'], string> = {
  MANUAL: 'By hand',
  PROJECT: 'By project',
  RESTORE: 'By restore',
  CREATED: 'Created here',
};

/** Columns of the provider's list; `sortKey` is the API's. */
export const ownershipColumns: readonly Column<ProviderMachine>[] = [
  {
    id: 'name',
    header: 'Name',
    sortKey: 'name',
    grow: true,
    cell: (machine) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 truncate font-medium" title={machine.name}>
          {machine.name}
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
    cell: (machine) => (machine.owner ? <span className="block max-w-56 truncate" title={machine.owner.name}>{machine.owner.name}</span> : <Badge tone="late">Nobody</Badge>),
  },
  { id: 'platform', header: 'Platform', sortKey: 'platform', hideBelow: 'md', width: 'whitespace-nowrap text-ink-2', cell: (machine) => platformName(machine.platform) },
  {
    id: 'project',
    header: 'Project',
    sortKey: 'project',
    hideBelow: 'lg',
    cell: (machine) => (machine.project ? <span className="block max-w-48 truncate text-ink-2" title={machine.project.name}>{machine.project.name}</span> : <span className="text-ink-3">–</span>),
  },
  { id: 'source', header: 'Given', hideBelow: 'lg', width: 'whitespace-nowrap text-ink-2', cell: (machine) => (machine.owner ? sourceWords[machine.owner.source] : <span className="text-ink-3">–</span>) },
  { id: 'by', header: 'By', hideBelow: 'xl', width: 'text-ink-2', cell: (machine) => <span className="block max-w-40 truncate">{machine.owner?.assignedBy ?? <span className="text-ink-3">–</span>}</span> },
  { id: 'at', header: 'Since', hideBelow: 'md', cell: (machine) => <RelativeTime at={machine.owner?.assignedAt ?? null} /> },
];
