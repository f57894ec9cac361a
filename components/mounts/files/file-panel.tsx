'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Notice } from '@/components/ui/notice';
import { KeyValues } from '@/components/ui/section';
import { SidePanel } from '@/components/ui/dialog';
import { ExactTime, SizeText } from '@/components/ui/time-text';
import type { FileEntry } from '@/lib/contracts/mount';
import { FileIcon, FileName, isRefused } from './file-table';

interface FilePanelProps {
  /** The entry to show; null closes. */
  entry: FileEntry | null;
  onClose: () => void;
  onDownload: (entry: FileEntry) => void;
  hrefOfFolder: (path: string) => string;
}

/** All details of one file, and its download. */
export function FilePanel({ entry, onClose, onDownload, hrefOfFolder }: FilePanelProps) {
  const t = useTranslations('mounts');
  if (entry === null) return null;
  const { type } = entry;
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={<FileName name={entry.name} className="break-all !whitespace-pre-wrap" />}
      description={
        <span className="flex items-center gap-1.5">
          <FileIcon type={type} /> {t(`files.type.${type}`)}
        </span>
      }
      footer={
        isRefused(type) ? undefined : (
          <Button
            variant="primary"
            icon={<Download aria-hidden className="size-4" />}
            onPress={() => {
              onDownload(entry);
              onClose();
            }}
          >
            {t('files.download')}
          </Button>
        )
      }
    >
      <div className="space-y-5">
        {type === 'LINK' ? (
          <Notice title={t('panel.link.title')}>
            {t.rich('panel.link.text', {
              open: (chunks) => (
                <AddressLink href={hrefOfFolder(entry.path)} className="link-accent">
                  {chunks}
                </AddressLink>
              ),
            })}
          </Notice>
        ) : null}
        {isRefused(type) ? (
          <Notice tone="late" title={t('panel.refused.title')}>
            {t(`panel.refused.${type}`)}
          </Notice>
        ) : null}
        <KeyValues
          items={[
            type === 'FILE' && { key: t('panel.size'), value: <SizeText bytes={entry.sizeBytes} /> },
            { key: t('panel.modified'), value: <ExactTime at={entry.modifiedAt} /> },
            { key: t('panel.owner'), value: entry.owner ?? t('panel.notKnown') },
            { key: t('panel.group'), value: entry.group ?? t('panel.notKnown') },
            {
              key: t('panel.permissions'),
              value:
                entry.permissions === null ? (
                  t('panel.notKnown')
                ) : (
                  <code className="font-mono text-xs">{entry.permissions}</code>
                ),
            },
            {
              key: t('panel.path'),
              value: (
                <span className="flex items-start gap-1">
                  <FileName
                    name={entry.path}
                    className="min-w-0 flex-1 font-mono text-xs break-all !whitespace-pre-wrap"
                  />
                  <CopyText text={entry.path} label={t('panel.copyPath')} />
                </span>
              ),
            },
          ]}
        />
      </div>
    </SidePanel>
  );
}
