'use client';

import { CornerLeftUp, Download } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ChoiceMenu } from '@/components/machines/choice-menu';
import { BulkBar } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { buttonStyle } from '@/components/ui/button-style';
import { hintProps } from '@/components/ui/hint-layer';
import { IconButton } from '@/components/ui/icon-button';
import { PagedTable } from '@/components/ui/paged-table';
import { SearchField } from '@/components/ui/search-field';
import { useAddressState } from '@/lib/client/address-state';
import { formatBytes } from '@/lib/client/format-bytes';
import { useMountFiles } from '@/lib/client/mount-files';
import { isProblem } from '@/lib/client/problem-error';
import type { FileEntry, MountFileSystem } from '@/lib/contracts/mount';
import { defaultFileSort, filePageSize, readFileAddress, toFolder } from './file-address';
import { fileColumns } from './file-columns';
import { FilePanel } from './file-panel';
import { folderAbove, nameOf } from './file-path';
import { downloadRefusal, emptyFileSelection, selectedIn, sizeOfFiles, withSelectedFiles } from './file-selection';
import { FolderEmpty, FolderMissing } from './folder-empty';
import { FolderTrail } from './folder-trail';
import { Shelf } from './shelf';
import type { DownloadRequest } from './use-download-desk';
import { useFolderKeys } from './use-folder-keys';
import { visibleName } from '@/lib/contracts/visible-name';

/** As many as one request takes. */
const mostAtOnce = 500;

export interface FileBrowserProps {
  mount: string;
  fileSystem: MountFileSystem;
  /** Whether there are others to choose from. */
  hasOthers: boolean;
  /** Whether it was chosen just now, so that the focus goes along. */
  isEntered: boolean;
  onDownload: (request: DownloadRequest) => void;
  isAsking: boolean;
  /** What stands beside the selection, at the lower edge of the window. */
  children: ReactNode;
}

/** Folders and files of one file system; where one is, and how it is sorted and searched, stands in the address. */
export function FileBrowser({
  mount,
  fileSystem,
  hasOthers,
  isEntered,
  onDownload,
  isAsking,
  children,
}: FileBrowserProps) {
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
    // At the root the button has nothing left to do and loses the focus.
    if (above === '/') expectFocus(nameOf(path));
    goUp();
  };
  const goUpFromHere = () => {
    expectFocus(nameOf(path));
    goUp();
  };
  const hrefOfFolder = (next: string) => address.hrefWith(toFolder(next));
  const columns = fileColumns({
    hrefOfFolder,
    hrefOfDetails: (name) => address.hrefWith({ file: name, page }),
    onOpen: () => expectFocus(null),
  });
  const download = (entries: readonly Pick<FileEntry, 'path' | 'name'>[]) =>
    onDownload({
      label: entries.length === 1 && entries[0] ? entries[0].name : `${entries.length} items`,
      body: { fileSystem: fileSystem.guid, paths: entries.map((entry) => entry.path) },
    });
  const bytes = sizeOfFiles(selected.values());
  const total = list.data?.total ?? 0;

  return (
    <div ref={rows} tabIndex={-1} className="outline-none">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-1 items-start gap-1 max-sm:basis-full">
          <IconButton
            label="Up one folder"
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
          label="Search in this folder"
          value={search ?? ''}
          onSearch={(text) => address.replace({ search: text })}
          className="w-full sm:w-64"
        />
        <ChoiceMenu
          label="Sort"
          isFilter={false}
          className="sm:!hidden"
          choices={columns.flatMap(({ sortKey, header }) =>
            sortKey === undefined
              ? []
              : [
                  { value: sortKey, label: header },
                  { value: `-${sortKey}`, label: `${header}, reversed` },
                ],
          )}
          value={sort ?? defaultFileSort}
          onChange={(next) => address.replace({ sort: next === defaultFileSort ? null : next })}
        />
      </div>
      <p role="status" className="sr-only">
        {isShown
          ? `${path === '/' ? fileSystem.name : visibleName(nameOf(path))}: ${total} ${total === 1 ? 'entry' : 'entries'}`
          : ''}
      </p>
      {isProblem(list.error, 'not_found') && !list.data ? (
        <div className="panel">
          <FolderMissing onUp={above === null ? null : goUpFromHere} hrefOfTop={hrefOfFolder('/')} />
        </div>
      ) : (
        <PagedTable
          label="Files"
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
            refusalOf: downloadRefusal,
          }}
          actions={(entry) =>
            downloadRefusal(entry) === null ? (
              // A plain button: a hundred rows of the kit's own take their time. On a phone the details offer it.
              <button
                type="button"
                aria-label={`Download ${visibleName(entry.name)}`}
                {...hintProps('Download')}
                onClick={() => download([entry])}
                className={buttonStyle('quiet', 'sm', 'w-7 !px-0 pointer-coarse:w-10 max-sm:hidden')}
              >
                <Download aria-hidden className="size-4" />
              </button>
            ) : null
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
      <Shelf>
        {children}
        <div className="min-w-0 flex-1">
          <BulkBar count={selected.size} noun={['item', 'items']} onClear={() => setSelection(emptyFileSelection)}>
            {bytes === null ? null : <span className="mr-1 text-ink-2 tabular-nums">{formatBytes(bytes)}</span>}
            <Button
              variant="primary"
              icon={<Download aria-hidden className="size-4" />}
              isPending={isAsking}
              isDisabled={selected.size > mostAtOnce}
              onPress={() => {
                download([...selected.values()]);
                setSelection(emptyFileSelection);
              }}
            >
              {selected.size > mostAtOnce
                ? `At most ${mostAtOnce} at once`
                : selected.size === 1
                  ? 'Download'
                  : 'Download as one archive'}
            </Button>
          </BulkBar>
        </div>
      </Shelf>
      <FilePanel
        entry={(file === null ? undefined : items?.find((entry) => entry.name === file)) ?? null}
        onClose={() => address.replace({ file: null, page })}
        onDownload={(entry) => download([entry])}
        hrefOfFolder={hrefOfFolder}
      />
    </div>
  );
}
