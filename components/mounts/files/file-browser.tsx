'use client';

import { CornerLeftUp, Download, FolderOpen, FolderX, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { SortMenu } from '@/components/ui/list-filters';
import { defaultFileSort, filePageSize, folderAbove, nameOf, readFileAddress, toFolder } from './folder-address';
import {
  downloadRefusal,
  emptyFileSelection,
  fileColumns,
  isRefused,
  selectedIn,
  sizeOfFiles,
  withSelectedFiles,
} from './file-table';
import { FilePanel } from './file-panel';
import { FolderTrail, useFolderKeys } from './folder-path';
import { BulkBar, StickyFooter } from '@/components/ui/bulk-bar';
import { AddressLink } from '@/components/ui/address-link';
import { Button, IconButton } from '@/components/ui/button';
import { buttonStyle } from '@/components/ui/link-button';
import { EmptyState } from '@/components/ui/empty-state';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { PagedTable } from '@/components/ui/paged-table';
import { SearchField } from '@/components/ui/search-field';
import { useAddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { useMountFiles } from '@/lib/client/queries/mounts';
import { isProblem } from '@/lib/client/http/problems';
import type { FileEntry, MountFileSystem } from '@/lib/contracts/mount';
import { visibleName } from '@/lib/contracts/scalar';
import type { DownloadRequest } from './downloads';

/** The maximum of one request. */
const mostAtOnce = 500;

interface FileBrowserProps {
  mount: string;
  fileSystem: MountFileSystem;
  /** Whether there are others to choose from. */
  hasOthers: boolean;
  /** Whether it was chosen just now, so that the focus moves too. */
  isEntered: boolean;
  onDownload: (request: DownloadRequest) => void;
  isRequesting: boolean;
  /** Shown beside the selection, at the lower edge of the window. */
  children: ReactNode;
}

/** Folders and files of one file system; folder, sort order and search are in the URL. */
export function FileBrowser({
  mount,
  fileSystem,
  hasOthers,
  isEntered,
  onDownload,
  isRequesting,
  children,
}: FileBrowserProps) {
  const t = useTranslations('mounts');
  const format = useFormats();
  const address = useAddressState();
  const { path, search, page, sort, file } = readFileAddress(address.params);
  const list = useMountFiles(
    mount,
    { fileSystem: fileSystem.guid, path, search, page, sort, pageSize: filePageSize },
    true,
  );
  const [selection, setSelection] = useState(emptyFileSelection);

  const items = list.data?.items;
  const folder = `${fileSystem.guid} ${path}`;
  const selected = selectedIn(selection, folder);
  const above = folderAbove(path);
  const goUp = () => {
    if (above !== null) address.push(toFolder(above));
  };
  const rows = useRef<HTMLDivElement>(null);
  const isShown = list.data !== undefined && !list.isPlaceholderData;
  const expectFocus = useFolderKeys(rows, { shown: isShown ? folder : null, leaving: nameOf(path), goUp, isEntered });

  const goUpByButton = () => {
    // At the root the button is disabled and loses the focus.
    if (above === '/') expectFocus(nameOf(path));
    goUp();
  };
  const goUpFromHere = () => {
    expectFocus(nameOf(path));
    goUp();
  };
  const hrefOfFolder = (next: string) => address.hrefWith(toFolder(next));
  const columns = fileColumns(t, {
    hrefOfFolder,
    hrefOfDetails: (name) => address.hrefWith({ file: name, page }),
    onOpen: () => expectFocus(null),
  });
  const download = (entries: readonly Pick<FileEntry, 'path' | 'name'>[]) =>
    onDownload({
      name: entries.length === 1 && entries[0] ? entries[0].name : null,
      body: { fileSystem: fileSystem.guid, paths: entries.map((entry) => entry.path) },
    });
  const bytes = sizeOfFiles(selected.values());
  const total = list.data?.total ?? 0;

  return (
    <div ref={rows} tabIndex={-1} className="flex flex-1 flex-col outline-none">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-1 items-start gap-1 max-sm:basis-full">
          <IconButton
            label={t('files.up')}
            icon={<CornerLeftUp aria-hidden className="size-4" />}
            isDisabled={above === null}
            onPress={goUpByButton}
            className="mt-0.5"
          />
          <FolderTrail
            root={fileSystem.name}
            path={path}
            hrefOf={hrefOfFolder}
            onOpen={() => expectFocus(null)}
            hrefOfFileSystems={hasOthers ? address.hrefWith({ fileSystem: null, ...toFolder('/') }) : null}
          />
        </div>
        <SearchField
          label={t('files.searchLabel')}
          value={search ?? ''}
          onSearch={(text) => address.replace({ search: text })}
          className="w-full sm:w-64"
        />
        <SortMenu columns={columns} sort={{ current: sort, usual: defaultFileSort }} address={address} />
      </div>
      <p role="status" className="sr-only">
        {isShown
          ? t('files.status', {
              folder: path === '/' ? fileSystem.name : visibleName(nameOf(path)),
              count: total,
            })
          : ''}
      </p>
      {isProblem(list.error, 'not_found') && !list.data ? (
        <div className="panel">
          <FolderMissing onUp={above === null ? null : goUpFromHere} hrefOfTop={hrefOfFolder('/')} />
        </div>
      ) : (
        <PagedTable
          label={t('files.label')}
          noun="entries"
          list={list}
          address={address}
          columns={columns}
          rowKey={(entry) => entry.path}
          skeletonRows={8}
          sort={{ current: sort, usual: defaultFileSort }}
          selection={{
            selected: new Set(selected.keys()),
            onChange: (paths) => setSelection({ folder, files: withSelectedFiles(selected, paths, items ?? []) }),
            labelOf: (entry) => visibleName(entry.name),
            refusalOf: (entry) => downloadRefusal(entry, t),
          }}
          actions={(entry) =>
            isRefused(entry.type) ? null : (
              // A plain button: a hundred rows with the kit's own would be slow. On a phone the details have it.
              <button
                type="button"
                aria-label={t('files.downloadOne', { name: visibleName(entry.name) })}
                {...tooltipProps(t('files.download'))}
                onClick={() => download([entry])}
                className={buttonStyle('quiet', 'sm', 'w-7 !px-0 pointer-coarse:w-10 max-sm:hidden')}
              >
                <Download aria-hidden className="size-4" />
              </button>
            )
          }
          empty={
            <FolderEmpty
              search={search ?? ''}
              onClearSearch={() => address.replace({ search: null })}
              onUp={above === null ? null : goUpFromHere}
            />
          }
        />
      )}
      <StickyFooter>
        {children}
        <div className="min-w-0 flex-1">
          <BulkBar count={selected.size} noun="items" onClear={() => setSelection(emptyFileSelection)}>
            {bytes === null ? null : <span className="mr-1 text-ink-2 tabular-nums">{format.bytes(bytes)}</span>}
            <Button
              variant="primary"
              icon={<Download aria-hidden className="size-4" />}
              isPending={isRequesting}
              isDisabled={selected.size > mostAtOnce}
              onPress={() => {
                download([...selected.values()]);
                setSelection(emptyFileSelection);
              }}
            >
              {selected.size > mostAtOnce
                ? t('files.mostAtOnce', { count: mostAtOnce })
                : t(selected.size === 1 ? 'files.download' : 'files.downloadArchive')}
            </Button>
          </BulkBar>
        </div>
      </StickyFooter>
      <FilePanel
        entry={(file === null ? undefined : items?.find((entry) => entry.name === file)) ?? null}
        onClose={() => address.replace({ file: null, page })}
        onDownload={(entry) => download([entry])}
        hrefOfFolder={hrefOfFolder}
      />
    </div>
  );
}

interface FolderEmptyProps {
  search: string;
  onClearSearch: () => void;
  /** Null at the root. */
  onUp: (() => void) | null;
}

/** Why the list is empty, and what to do. */
function FolderEmpty({ search, onClearSearch, onUp }: FolderEmptyProps) {
  const t = useTranslations('mounts.files');
  if (search !== '') {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={t('noMatch.title')}
        action={<Button onPress={onClearSearch}>{t('noMatch.action')}</Button>}
      >
        {t('noMatch.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title={t('empty.title')}
      action={onUp ? <Button onPress={onUp}>{t('goUp')}</Button> : undefined}
    >
      {t('empty.text')}
    </EmptyState>
  );
}

/** For a path that does not exist, or is a file. */
function FolderMissing({ onUp, hrefOfTop }: { onUp: (() => void) | null; hrefOfTop: string }) {
  const t = useTranslations('mounts.files');
  return (
    <EmptyState
      icon={<FolderX aria-hidden />}
      title={t('missing.title')}
      action={
        <>
          {onUp ? <Button onPress={onUp}>{t('goUp')}</Button> : null}
          <AddressLink href={hrefOfTop} className={buttonStyle('secondary', 'md')}>
            {t('goToTop')}
          </AddressLink>
        </>
      }
    >
      {t('missing.text')}
    </EmptyState>
  );
}
