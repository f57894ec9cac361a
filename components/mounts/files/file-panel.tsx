'use client';

import { Download } from 'lucide-react';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Notice } from '@/components/ui/notice';
import { KeyValues } from '@/components/ui/section';
import { SidePanel } from '@/components/ui/side-panel';
import { ExactTime, SizeText } from '@/components/ui/time-text';
import type { FileEntry } from '@/lib/contracts/mount';
import { downloadRefusal, FileIcon, FileName, fileTypeWord } from './file-table';

interface FilePanelProps {
  /** The entry to show; null closes. */
  entry: FileEntry | null;
  onClose: () => void;
  onDownload: (entry: FileEntry) => void;
  hrefOfFolder: (path: string) => string;
}

/** All there is to know of one file, and its download. */
export function FilePanel({ entry, onClose, onDownload, hrefOfFolder }: FilePanelProps) {
  if (entry === null) return null;
  const refusal = downloadRefusal(entry);
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={<FileName name={entry.name} className="break-all !whitespace-pre-wrap" />}
      description={
        <span className="flex items-center gap-1.5">
          <FileIcon type={entry.type} /> {fileTypeWord(entry.type)}
        </span>
      }
      footer={
        refusal === null ? (
          <Button
            variant="primary"
            icon={<Download aria-hidden className="size-4" />}
            onPress={() => {
              onDownload(entry);
              onClose();
            }}
          >
            Download
          </Button>
        ) : undefined
      }
    >
      <div className="space-y-5">
        {entry.type === 'LINK' ? (
          <Notice title="A link">
            It leads somewhere else in this file system. A download brings what it leads to.{' '}
            <AddressLink href={hrefOfFolder(entry.path)} className="link-accent">
              Open it as a folder
            </AddressLink>
            , if it leads to one.
          </Notice>
        ) : null}
        {refusal === null ? null : <Notice tone="late" title="Nothing to download">{`This is ${refusal}.`}</Notice>}
        <KeyValues
          items={[
            entry.type === 'FILE' && { key: 'Size', value: <SizeText bytes={entry.sizeBytes} /> },
            { key: 'Modified', value: <ExactTime at={entry.modifiedAt} /> },
            { key: 'Owner', value: entry.owner ?? 'Not known' },
            { key: 'Group', value: entry.group ?? 'Not known' },
            {
              key: 'Permissions',
              value:
                entry.permissions === null ? (
                  'Not known'
                ) : (
                  <code className="font-mono text-xs">{entry.permissions}</code>
                ),
            },
            {
              key: 'Path',
              value: (
                <span className="flex items-start gap-1">
                  <FileName
                    name={entry.path}
                    className="min-w-0 flex-1 font-mono text-xs break-all !whitespace-pre-wrap"
                  />
                  <CopyText text={entry.path} label="Copy path" />
                </span>
              ),
            },
          ]}
        />
      </div>
    </SidePanel>
  );
}
