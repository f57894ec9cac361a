'use client';

import { HardDrive } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { DownloadsDock, useDownloadDesk } from '@/components/mounts/files/downloads';
import { FileBrowser } from '@/components/mounts/files/file-browser';
import { FileSystems } from '@/components/mounts/files/file-table';
import { readFileAddress } from '@/components/mounts/files/folder-address';
import { Shelf } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { useAddressState } from '@/lib/client/address-state';
import type { MountDetail } from '@/lib/contracts/mount';

interface MountFilesProps {
  mount: MountDetail;
  onRefresh: () => void;
  isRefreshing: boolean;
}

/** File systems of a mount that is ready, or the folders of the chosen one. */
export function MountFiles({ mount, onRefresh, isRefreshing }: MountFilesProps) {
  const t = useTranslations('mounts');
  const address = useAddressState();
  const desk = useDownloadDesk(mount.guid, true);
  const [isEntered, setEntered] = useState(false);
  const { fileSystem: asked } = readFileAddress(address.params);
  const { fileSystems } = mount;
  const only = fileSystems.length === 1 ? fileSystems[0] : undefined;
  const chosen = fileSystems.find(({ guid }) => guid === asked) ?? only;

  if (fileSystems.length === 0) {
    return (
      <div className="panel">
        <EmptyState
          icon={<HardDrive aria-hidden />}
          title={t('mount.noFileSystem.title')}
          action={
            <Button onPress={onRefresh} isPending={isRefreshing}>
              {t('mount.noFileSystem.action')}
            </Button>
          }
        >
          {mount.reason ?? t('mount.noFileSystem.text')}
        </EmptyState>
      </div>
    );
  }
  return chosen ? (
    <FileBrowser
      key={chosen.guid}
      mount={mount.guid}
      fileSystem={chosen}
      hasOthers={!only}
      isEntered={isEntered}
      onDownload={desk.start}
      isAsking={desk.isAsking}
    >
      <DownloadsDock desk={desk} />
    </FileBrowser>
  ) : (
    <>
      <FileSystems
        fileSystems={fileSystems}
        hrefOf={(guid) => address.hrefWith({ fileSystem: guid, path: null, search: null, sort: null, file: null })}
        onOpen={() => setEntered(true)}
      />
      <Shelf>
        <DownloadsDock desk={desk} />
      </Shelf>
    </>
  );
}
