'use client';

import { clsx } from 'clsx';
import { File, FileQuestionMark, FileSymlink, Folder, HardDrive, Unlink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { MountTranslator } from '@/components/mounts/mount/mount-state';
import { AddressLink } from '@/components/ui/address-link';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { SizeText } from '@/components/ui/time-text';
import { useFormats } from '@/lib/client/format/formats';
import type { FileEntry, MountFileSystem } from '@/lib/contracts/mount';
import { visibleName } from '@/lib/contracts/scalar';

interface FileColumnOptions {
  hrefOfFolder: (path: string) => string;
  hrefOfDetails: (name: string) => string;
  /** Called when a folder is opened by its link. */
  onOpen: () => void;
}

/** Columns of a folder; folders open, everything else shows its details. */
export function fileColumns(
  t: MountTranslator,
  { hrefOfFolder, hrefOfDetails, onOpen }: FileColumnOptions,
): Column<FileEntry>[] {
  return [
    {
      id: 'name',
      header: t('files.column.name'),
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
              aria-label={t('files.entryLabel.DIRECTORY', { name: visibleName(entry.name) })}
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
                  : t(`files.entryLabel.${entry.type}`, { name: visibleName(entry.name) })
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
      header: t('files.column.size'),
      sortKey: 'sizeBytes',
      align: 'right',
      inCard: 'corner',
      cell: (entry) =>
        entry.type === 'FILE' ? (
          <SizeText bytes={entry.sizeBytes} />
        ) : (
          <span className="whitespace-nowrap text-ink-3">
            {entry.type === 'DIRECTORY' ? '' : t(`files.type.${entry.type}`)}
          </span>
        ),
    },
    {
      id: 'modified',
      header: t('files.column.modified'),
      sortKey: 'modifiedAt',
      align: 'right',
      inCard: 'plain',
      width: 'max-sm:col-span-2 max-sm:!pl-9 max-sm:!text-left max-sm:text-xs',
      cell: (entry) => <FileTime at={entry.modifiedAt} />,
    },
    {
      id: 'owner',
      header: t('files.column.owner'),
      hideBelow: 'xl',
      hideInCard: true,
      width: 'whitespace-nowrap text-ink-2',
      cell: (entry) => <span className="block max-w-32 truncate">{entry.owner ?? '–'}</span>,
    },
    {
      id: 'permissions',
      header: t('files.column.permissions'),
      hideBelow: 'xl',
      hideInCard: true,
      cell: (entry) => <code className="font-mono text-xs text-ink-2">{entry.permissions ?? '–'}</code>,
    },
  ];
}

const entryStyles = {
  DIRECTORY: { icon: Folder, ink: 'text-accent-ink' },
  FILE: { icon: File, ink: 'text-ink-3' },
  LINK: { icon: FileSymlink, ink: 'text-ink-3' },
  BROKEN_LINK: { icon: Unlink, ink: 'text-late' },
  OTHER: { icon: FileQuestionMark, ink: 'text-ink-3' },
} as const;

/** What an entry of a folder is, drawn. */
export function FileIcon({ type, className }: { type: FileEntry['type']; className?: string | undefined }) {
  const { icon: Icon, ink } = entryStyles[type];
  return <Icon aria-hidden className={clsx('size-4 shrink-0', ink, className)} />;
}

/** When a file was changed: a date, since people look for a version by its day. */
function FileTime({ at }: { at: string | null }) {
  const format = useFormats();
  if (at === null) return <span className="text-ink-3">–</span>;
  const [exact, utc] = [format.exact(at), format.exact(at, 'UTC')];
  return (
    <time
      dateTime={at}
      {...tooltipProps(exact === utc ? exact : `${exact}\n${utc}`)}
      className="whitespace-nowrap text-ink-2 tabular-nums"
    >
      {format.short(at)}
    </time>
  );
}

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
  const t = useTranslations('mounts.fileSystems');
  const columns: Column<MountFileSystem>[] = [
    {
      id: 'name',
      header: t('name'),
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
      header: t('type'),
      inCard: 'plain',
      cell: ({ type }) => <span className="text-ink-2">{type ?? '–'}</span>,
    },
    {
      id: 'size',
      header: t('size'),
      align: 'right',
      inCard: 'plain',
      cell: ({ sizeBytes }) => <SizeText bytes={sizeBytes} />,
    },
  ];
  return <DataTable label={t('label')} columns={columns} rows={fileSystems} rowKey={({ guid }) => guid} />;
}

/** A name from a backup: any text, isolated from the line and page around it. */
export function FileName({ name, className }: { name: string; className?: string | undefined }) {
  return <bdi className={clsx('whitespace-pre', className)}>{visibleName(name)}</bdi>;
}

/** The stored data of a selected entry, so that it can be named and counted on another page of its folder. */
export type SelectedFile = Pick<FileEntry, 'path' | 'name' | 'type' | 'sizeBytes'>;

interface FileSelection {
  /** The folder in which it was made; another folder begins a new selection. */
  folder: string;
  files: ReadonlyMap<string, SelectedFile>;
}

export const emptyFileSelection: FileSelection = { folder: '', files: new Map() };

/** The entries selected in this folder; searching and paging keep them. */
export function selectedIn(selection: FileSelection, folder: string): ReadonlyMap<string, SelectedFile> {
  return selection.folder === folder ? selection.files : emptyFileSelection.files;
}

/** The new selection after a change on one page; those of other pages are among the paths. */
export function withSelectedFiles(
  before: ReadonlyMap<string, SelectedFile>,
  paths: ReadonlySet<string>,
  visible: readonly SelectedFile[],
): ReadonlyMap<string, SelectedFile> {
  const after = new Map<string, SelectedFile>();
  for (const [path, file] of before) if (paths.has(path)) after.set(path, file);
  for (const { path, name, type, sizeBytes } of visible)
    if (paths.has(path)) after.set(path, { path, name, type, sizeBytes });
  return after;
}

/** Bytes of all together; null when unknown, as with folders. */
export function sizeOfFiles(files: Iterable<SelectedFile>): number | null {
  let sum = 0;
  for (const { type, sizeBytes } of files) {
    if (type !== 'FILE' || sizeBytes === null) return null;
    sum += sizeBytes;
  }
  return sum;
}

/** True for entries that can't be downloaded. */
export function isRefused(type: FileEntry['type']): type is 'BROKEN_LINK' | 'OTHER' {
  return type === 'BROKEN_LINK' || type === 'OTHER';
}

/** Why an entry can't be downloaded, or null. */
export function downloadRefusal({ type }: Pick<FileEntry, 'type'>, t: MountTranslator): string | null {
  return isRefused(type) ? t(`files.refusal.${type}`) : null;
}
