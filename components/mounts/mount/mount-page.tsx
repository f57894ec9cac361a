'use client';

import { CircleSlash, HardDrive, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { DownloadsPanel, useDownloadsState } from '@/components/mounts/files/downloads';
import { FileBrowser } from '@/components/mounts/files/file-browser';
import { FileSystems } from '@/components/mounts/files/file-table';
import { readFileAddress } from '@/components/mounts/files/folder-address';
import { StickyFooter } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { MountNotFound } from '@/components/ui/message-pages';
import { Notice } from '@/components/ui/notice';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { useNow } from '@/lib/client/format/now';
import { useServerText } from '@/lib/client/format/server-text';
import { isProblem } from '@/lib/client/http/problems';
import { useMount } from '@/lib/client/queries/mounts';
import { useOperation } from '@/lib/client/queries/operations';
import type { Mount, MountDetail } from '@/lib/contracts/mount';
import { IscsiTargets } from './iscsi-targets';
import { MountPageActions } from './mount-actions';
import { MountPreparation } from './mount-preparation';
import { isEndingSoon, mountModeText, MountStateBadge, RecoveryPointOf, requesterText, TimeLeft } from './mount-state';

interface MountPageProps {
  guid: string;
  /** The mount when the page was rendered; null when unknown. */
  known: Mount | null;
}

/** One mount: its files, its end, its preparation and its unmounting. */
export function MountPage({ guid, known }: MountPageProps) {
  const t = useTranslations('mounts');
  const { data: mount, error, refetch, isFetching } = useMount(guid);
  if (isProblem(error, 'not_found')) return <MountNotFound />;
  if (mount) {
    return (
      <>
        <PageTitle title={t('mount.windowTitle', { machine: mount.machine.name })} />
        <MountHeader mount={mount} />
        <MountBody mount={mount} onRefresh={() => void refetch()} isRefreshing={isFetching} />
      </>
    );
  }
  return (
    <>
      {known ? (
        <MountHeader mount={known} />
      ) : (
        <PageHeader
          title={t('mount.title')}
          before={<Breadcrumbs items={[{ label: t('title'), href: '/mounts' }, { label: t('mount.title') }]} />}
        />
      )}
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label={t('mount.loading')} className="space-y-4">
          <Skeleton className="h-4 w-72" />
          <Skeleton className="h-72 w-full" />
        </Loading>
      )}
    </>
  );
}

interface MountBodyProps {
  mount: MountDetail;
  onRefresh: () => void;
  isRefreshing: boolean;
}

/** The content of the page for the present state. */
function MountBody({ mount, onRefresh, isRefreshing }: MountBodyProps) {
  const t = useTranslations('mounts');
  const reason = useServerText()(mount.reason, mount.reasonRef);
  switch (mount.state) {
    case 'PREPARING':
      return <Preparing mount={mount} />;
    case 'READY':
      return (
        <>
          {reason !== null && mount.endsAt !== null ? (
            <Notice
              tone="late"
              className="mb-4"
              title={reason}
              action={
                <Button size="sm" onPress={onRefresh} isPending={isRefreshing}>
                  {t('mount.retry')}
                </Button>
              }
            />
          ) : null}
          {mount.mode === 'ISCSI' ? (
            <IscsiTargets targets={mount.targets} />
          ) : (
            <MountFiles mount={mount} onRefresh={onRefresh} isRefreshing={isRefreshing} />
          )}
        </>
      );
    case 'UNMOUNTING':
      return (
        <div className="panel" role="status">
          <EmptyState
            icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />}
            title={t('mount.unmounting.title')}
          >
            {t('mount.unmounting.text')}
          </EmptyState>
        </div>
      );
    case 'ENDED':
      return (
        <div className="panel" role="status">
          <EmptyState icon={<CircleSlash aria-hidden />} title={t('mount.ended.title')}>
            {reason ?? t('mount.ended.text')}
          </EmptyState>
        </div>
      );
    case 'UNKNOWN':
      return (
        <Notice tone="late" role="status" title={t('mount.unknown.title')}>
          {t('mount.unknown.text')}
        </Notice>
      );
    case 'FAILED':
      return (
        <Notice tone="fail" role="status" title={t('mount.failed.title')}>
          {reason ?? t('mount.failed.text')}
        </Notice>
      );
  }
}

function Preparing({ mount }: { mount: MountDetail }) {
  const t = useTranslations('mounts');
  const wordsOfServer = useServerText();
  const { data: operation, error, refetch, isFetching } = useOperation(mount.operation);
  if (mount.operation === null) {
    return (
      <Notice role="status" title={t('mount.preparing.title')}>
        {wordsOfServer(mount.reason, mount.reasonRef) ?? t('mount.preparing.text')}
      </Notice>
    );
  }
  if (operation) {
    return (
      <section aria-label={t('mount.preparing.label')} className="panel space-y-3 p-4">
        <MountPreparation operation={operation} />
        <p className="text-xs text-ink-3">{t('mount.preparing.mayLeave')}</p>
      </section>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return (
    <Loading label={t('mount.preparing.loading')} className="panel p-4">
      <Skeleton className="h-6 w-full" />
    </Loading>
  );
}

/** What is mounted, until when, and the actions; visible in every folder. */
function MountHeader({ mount }: { mount: Mount }) {
  const t = useTranslations('mounts');
  const now = useNow('second');
  return (
    <>
      <PageHeader
        title={mount.machine.name}
        before={<Breadcrumbs items={[{ label: t('title'), href: '/mounts' }, { label: mount.machine.name }]} />}
        beside={<MountStateBadge mount={mount} />}
        description={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <Link
              href={machineAddress(mount.machine.guid, { point: mount.recoveryPoint.guid })}
              className="link !font-normal"
            >
              <RecoveryPointOf point={mount.recoveryPoint} />
            </Link>
            <span>{mountModeText(mount, t)}</span>
            <span>{requesterText(mount.requestedBy, t)}</span>
            {mount.state === 'READY' ? <TimeLeft mount={mount} isSentence /> : null}
          </span>
        }
        actions={<MountPageActions mount={mount} />}
      />
      {isEndingSoon(mount, now) ? (
        <Notice tone="late" role="status" className="mb-4" title={t('mount.endsSoon.title')}>
          {t('mount.endsSoon.text')}
        </Notice>
      ) : null}
    </>
  );
}

interface MountFilesProps {
  mount: MountDetail;
  onRefresh: () => void;
  isRefreshing: boolean;
}

/** File systems of a ready mount, or the folders of the chosen one. */
export function MountFiles({ mount, onRefresh, isRefreshing }: MountFilesProps) {
  const t = useTranslations('mounts');
  const wordsOfServer = useServerText();
  const address = useAddressState();
  const downloadsState = useDownloadsState(mount.guid, true);
  const [isEntered, setEntered] = useState(false);
  const { fileSystem: requested } = readFileAddress(address.params);
  const { fileSystems } = mount;
  const only = fileSystems.length === 1 ? fileSystems[0] : undefined;
  const chosen = fileSystems.find(({ guid }) => guid === requested) ?? only;

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
          {wordsOfServer(mount.reason, mount.reasonRef) ?? t('mount.noFileSystem.text')}
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
      onDownload={downloadsState.start}
      isRequesting={downloadsState.isRequesting}
    >
      <DownloadsPanel downloadsState={downloadsState} />
    </FileBrowser>
  ) : (
    <>
      <FileSystems
        fileSystems={fileSystems}
        hrefOf={(guid) => address.hrefWith({ fileSystem: guid, path: null, search: null, sort: null, file: null })}
        onOpen={() => setEntered(true)}
      />
      <StickyFooter>
        <DownloadsPanel downloadsState={downloadsState} />
      </StickyFooter>
    </>
  );
}
