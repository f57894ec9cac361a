import { HardDrive } from 'lucide-react';
import { AddressLink } from '@/components/ui/address-link';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { SizeText } from '@/components/ui/size-text';
import type { MountFileSystem } from '@/lib/contracts/mount';
import { FileName } from './file-name';

/** The first choice when a mount has several file systems. */
export function FileSystems({
  fileSystems,
  hrefOf,
  onOpen,
}: {
  fileSystems: readonly MountFileSystem[];
  hrefOf: (guid: string) => string;
  onOpen: () => void;
}) {
  const columns: Column<MountFileSystem>[] = [
    {
      id: 'name',
      header: 'File system',
      grow: true,
      cell: (fileSystem) => (
        <span className="flex min-w-0 items-center gap-2">
          <HardDrive aria-hidden className="size-4 shrink-0 text-accent-ink" />
          <AddressLink
            href={hrefOf(fileSystem.guid)}
            onClick={onOpen}
            data-entry={fileSystem.name}
            className="link min-w-0 truncate"
            title={fileSystem.name}
          >
            <FileName name={fileSystem.name} />
          </AddressLink>
        </span>
      ),
    },
    {
      id: 'type',
      header: 'Type',
      inCard: 'plain',
      cell: ({ type }) => <span className="text-ink-2">{type ?? '–'}</span>,
    },
    {
      id: 'size',
      header: 'Size',
      align: 'right',
      inCard: 'plain',
      cell: ({ sizeBytes }) => <SizeText bytes={sizeBytes} />,
    },
  ];
  return <DataTable label="File systems" columns={columns} rows={fileSystems} rowKey={({ guid }) => guid} />;
}
