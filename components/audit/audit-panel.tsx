'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { SidePanel } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { KeyValues } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ExactTime } from '@/components/ui/time-text';
import type { AddressChanges } from '@/lib/client/address-state';
import type { AuditEntry } from '@/lib/contracts/audit';
import { addressOfObject, OutcomeBadge } from './audit-columns';
import { useAuditWords } from './audit-words';

interface AuditPanelProps {
  /** Null closes. */
  id: string | null;
  /** Undefined while it is read, null when there is no such entry. */
  entry: AuditEntry | null | undefined;
  error: Error | null;
  isProvider: boolean;
  onClose: () => void;
  onFilter: (changes: AddressChanges) => void;
}

/** One entry beside the list, with what was there before and after. */
export function AuditPanel({ id, entry, error, isProvider, onClose, onFilter }: AuditPanelProps) {
  const t = useTranslations('audit.panel');
  const words = useAuditWords();
  return (
    <SidePanel
      isOpen={id !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={entry ? words.action(entry.action) : t('title')}
      description={entry ? <OutcomeBadge outcome={entry.outcome} /> : undefined}
      footer={entry ? <Filters entry={entry} onFilter={onFilter} /> : undefined}
    >
      {entry ? (
        <EntryDetails entry={entry} isProvider={isProvider} />
      ) : error ? (
        <ErrorState error={error} className="border-0 !p-0" />
      ) : entry === null ? (
        <Notice title={t('missing')}>{t('missingText')}</Notice>
      ) : (
        <Loading label={t('loading')} className="space-y-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-24" />
        </Loading>
      )}
    </SidePanel>
  );
}

function Filters({ entry, onFilter }: { entry: AuditEntry; onFilter: (changes: AddressChanges) => void }) {
  const t = useTranslations('audit.panel');
  const { actor, object } = entry;
  return (
    <>
      {actor.id === null ? null : (
        <Button onPress={() => onFilter({ actor: actor.id, entry: null })}>{t('onlyPerson')}</Button>
      )}
      {object === null ? null : (
        <Button onPress={() => onFilter({ object: object.id, entry: null })}>{t('onlyObject')}</Button>
      )}
    </>
  );
}

function EntryDetails({ entry, isProvider }: { entry: AuditEntry; isProvider: boolean }) {
  const t = useTranslations('audit');
  const words = useAuditWords();
  const { actor, object, detail } = entry;
  const href = isProvider ? null : addressOfObject(object);
  return (
    <div className="space-y-5">
      <KeyValues
        items={[
          { key: t('panel.time'), value: <ExactTime at={entry.at} /> },
          {
            key: t('panel.who'),
            value: t('panel.as', { name: words.actor(entry), kind: t(`kind.${actor.kind}`) }),
          },
          isProvider && { key: t('columns.tenant'), value: entry.tenant?.name ?? t('platform') },
          object && {
            key: words.objectKind(object.kind),
            value:
              href === null ? (
                object.name
              ) : (
                <Link href={href} className="link-accent">
                  {object.name}
                </Link>
              ),
          },
          {
            key: t('panel.address'),
            value: entry.address ?? <span className="text-ink-3">{t('panel.noAddress')}</span>,
          },
        ]}
      />
      <Changes entry={entry} />
      {detail && Object.keys(detail).length > 0 ? (
        <section>
          <h3 className="mb-2 text-sm">{t('panel.details')}</h3>
          <KeyValues
            items={Object.entries(detail).map(([key, value]) => ({
              key: words.field(key),
              value: <span className="whitespace-pre-line">{words.value(key, value)}</span>,
            }))}
          />
        </section>
      ) : null}
      <details className="rounded-sm border border-line">
        <summary className="px-3 py-2 text-ink-2 hover:text-ink">{t('panel.chain')}</summary>
        <div className="border-t border-line px-3 py-2 text-xs">
          {entry.seq === null || entry.hash === null ? (
            <p>{t('panel.unchained')}</p>
          ) : (
            <KeyValues
              items={[
                { key: t('panel.place'), value: entry.seq },
                { key: t('panel.hash'), value: <CopyText label={t('panel.hash')} text={entry.hash} /> },
                entry.requestId !== null && {
                  key: t('panel.request'),
                  value: <CopyText label={t('panel.request')} text={entry.requestId} />,
                },
              ]}
            />
          )}
        </div>
      </details>
    </div>
  );
}

/** Each field that differs, with its value before and after. */
function Changes({ entry: { before, after } }: { entry: AuditEntry }) {
  const t = useTranslations('audit.panel');
  const words = useAuditWords();
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return null;
  const values = [
    { name: t('before'), of: before },
    { name: t('after'), of: after },
  ].filter(({ of }) => of !== null);
  return (
    <section>
      <h3 className="mb-2 text-sm">{t('changes')}</h3>
      <table className="w-full table-fixed text-left">
        <thead>
          <tr className="border-b border-line text-xs text-ink-3">
            {[t('field'), ...values.map(({ name }) => name)].map((name) => (
              <th key={name} scope="col" className="py-1 pr-3 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field} className="border-b border-line align-top last:border-0">
              <th scope="row" className="py-1.5 pr-3 font-normal break-words text-ink-2">
                {words.field(field)}
              </th>
              {values.map(({ name, of }) => (
                <td key={name} className="py-1.5 pr-3 break-words whitespace-pre-line">
                  {words.value(field, of?.[field])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
