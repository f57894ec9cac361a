import { AddressLink } from '@/components/ui/address-link';
import type { Column } from '@/components/ui/data-table';
import { SizeText } from '@/components/ui/size-text';
import type { FileEntry } from '@/lib/contracts/mount';
import { FileIcon, fileTypeWord } from './file-icon';
import { FileName } from './file-name';
import { FileTime } from './file-time';
import { visibleName } from '@/lib/contracts/visible-name';

export interface FileColumnOptions {
  hrefOfFolder: (path: string) => string;
  hrefOfDetails: (name: string) => string;
  /** Called when a folder is opened by its link. */
  onOpen: () => void;
}

/** Columns of a folder; folders open, everything else shows its details. */
export function fileColumns({ hrefOfFolder, hrefOfDetails, onOpen }: FileColumnOptions): Column<FileEntry>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      sortKey: 'name',
      grow: true,
      cell: (entry) => (
        <span className="flex min-w-0 items-center gap-2">
          <FileIcon type={entry.type} />
          {entry.type === 'DIRECTORY' ? (
            <AddressLink
              href={hrefOfFolder(entry.path)}
              onClick={onOpen}
              data-entry={entry.name}
              aria-label={`${visibleName(entry.name)}, folder`}
              className="link min-w-0 truncate"
              title={visibleName(entry.name)}
            >
              <FileName name={entry.name} />
            </AddressLink>
          ) : (
            <AddressLink
              href={hrefOfDetails(entry.name)}
              data-entry={entry.name}
              aria-haspopup="dialog"
              aria-label={
                entry.type === 'FILE'
                  ? undefined
                  : `${visibleName(entry.name)}, ${fileTypeWord(entry.type).toLowerCase()}`
              }
              className="link min-w-0 truncate !font-normal"
              title={visibleName(entry.name)}
            >
              <FileName name={entry.name} />
            </AddressLink>
          )}
        </span>
      ),
    },
    {
      id: 'size',
      header: 'Size',
      sortKey: 'sizeBytes',
      align: 'right',
      inCard: 'corner',
      cell: (entry) =>
        entry.type === 'FILE' ? (
          <SizeText bytes={entry.sizeBytes} />
        ) : (
          <span className="whitespace-nowrap text-ink-3">
            {entry.type === 'DIRECTORY' ? '' : fileTypeWord(entry.type)}
          </span>
        ),
    },
    {
      id: 'modified',
      header: 'Modified',
      sortKey: 'modifiedAt',
      align: 'right',
      inCard: 'plain',
      width: 'max-sm:col-span-2 max-sm:!pl-9 max-sm:!text-left max-sm:text-xs',
      cell: (entry) => <FileTime at={entry.modifiedAt} />,
    },
    {
      id: 'owner',
      header: 'Owner',
      hideBelow: 'xl',
      hideInCard: true,
      width: 'whitespace-nowrap text-ink-2',
      cell: (entry) => <span className="block max-w-32 truncate">{entry.owner ?? '–'}</span>,
    },
    {
      id: 'permissions',
      header: 'Permissions',
      hideBelow: 'xl',
      hideInCard: true,
      cell: (entry) => <code className="font-mono text-xs text-ink-2">{entry.permissions ?? '–'}</code>,
    },
  ];
}
