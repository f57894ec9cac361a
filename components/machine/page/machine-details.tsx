'use client';

import { ChevronRight } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { CopyText } from '@/components/ui/copy-text';
import { KeyValues, Section } from '@/components/ui/section';
import { ExactTime, SizeText } from '@/components/ui/time-text';
import { platformName } from '@/lib/contracts/machine';
import type { Disk, MachineDetail } from '@/lib/contracts/machine';

/** What a person looks up now and then: disks, tags, sizes; ids are folded away for support. */
export function MachineDetails({ machine }: { machine: MachineDetail }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Section title="Disks" count={machine.disks?.length} padded={false}>
        {machine.disks === null ? (
          <p className="px-4 py-3 text-ink-2">Not known. {machine.disksReason}</p>
        ) : machine.disks.length === 0 ? (
          <p className="px-4 py-3 text-ink-2">It has no disks, as far as its platform tells.</p>
        ) : (
          <ul className="divide-y divide-line">
            {machine.disks.map((disk, index) => (
              <DiskRow key={`${disk.name}${index}`} disk={disk} />
            ))}
          </ul>
        )}
      </Section>
      <div className="grid gap-4">
        <Section title="Backups">
          <KeyValues
            items={[
              { key: 'Last full', value: <Figure figure={machine.lastFull} /> },
              { key: 'Last incremental', value: <Figure figure={machine.lastIncremental} /> },
              { key: 'Recovery points kept', value: machine.recoveryPointCount },
            ]}
          />
        </Section>
        <Section title="Machine">
          <KeyValues
            items={[
              { key: 'Platform', value: platformName(machine.platform) },
              { key: 'Presence', value: machine.present ? 'On its platform' : 'Removed from its platform' },
              {
                key: 'Tags',
                value:
                  machine.tags.length === 0 ? <span className="text-ink-3">None</span> : <Tags tags={machine.tags} />,
              },
            ]}
          />
          <details className="group/ids mt-3">
            <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs text-ink-2 hover:text-ink pointer-coarse:min-h-11">
              <ChevronRight aria-hidden className="size-4 transition-transform group-open/ids:rotate-90" />
              For support
            </summary>
            <div className="mt-2">
              <KeyValues
                items={[
                  { key: 'Id', value: <Id text={machine.guid} what="id" /> },
                  machine.platformId !== null && {
                    key: 'Id on the platform',
                    value: <Id text={machine.platformId} what="id on the platform" />,
                  },
                  machine.policy !== null && {
                    key: 'Policy id',
                    value: <Id text={machine.policy.guid} what="policy id" />,
                  },
                ]}
              />
            </div>
          </details>
        </Section>
      </div>
    </div>
  );
}

function DiskRow({ disk }: { disk: Disk }) {
  return (
    <li className="flex min-h-10 items-center justify-between gap-3 px-4 py-1.5">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">
        <span className="min-w-0 break-words">{disk.name}</span>
        {disk.excluded ? <Badge title="Its contents are in no recovery point">Excluded from backup</Badge> : null}
        {disk.supported ? null : <Badge tone="late">Can’t be backed up</Badge>}
      </span>
      <SizeText bytes={disk.sizeBytes} />
    </li>
  );
}

function Figure({ figure }: { figure: MachineDetail['lastFull'] }) {
  if (!figure) return <span className="text-ink-3">None yet</span>;
  return (
    <>
      <SizeText bytes={figure.sizeBytes} />
      {figure.at === null ? null : (
        <span className="text-ink-2">
          {', '}
          <ExactTime at={figure.at} />
        </span>
      )}
    </>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag}>
          <Badge>{tag}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Id({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="font-mono text-xs break-all">{text}</code>
      <CopyText text={text} label={`Copy the ${what}`} />
    </span>
  );
}
