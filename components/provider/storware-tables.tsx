'use client';

import { CircleCheck, CircleDashed, CircleX, Hourglass, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { DurationText, RelativeTime } from '@/components/ui/time-text';
import { useServerText } from '@/lib/client/format/server-text';
import { useFormats } from '@/lib/client/format/formats';
import { useCapabilities } from '@/lib/client/queries/provider';
import type { Capability, StorwareLink } from '@/lib/contracts/provider';

type Sync = StorwareLink['syncs'][number];
type Words = ReturnType<typeof useTranslations<'provider'>>;

const syncKinds = ['tasks', 'machines', 'backups', 'policies', 'schedules', 'infrastructure', 'mounts'] as const;

/** A kind that the catalogue has no word for stands as it is. */
function kindWord(kind: string, t: Words): string {
  const known = syncKinds.find((each) => each === kind);
  return known === undefined ? kind : t(`syncs.kinds.${known}`);
}

function useSyncColumns(): readonly Column<Sync>[] {
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const format = useFormats();
  return [
    {
      id: 'kind',
      header: t('syncs.kind'),
      cell: (sync) => <span className="font-medium whitespace-nowrap">{kindWord(sync.kind, t)}</span>,
    },
    { id: 'state', header: t('syncs.state'), inCard: 'corner', cell: (sync) => <SyncState sync={sync} /> },
    {
      id: 'error',
      header: t('syncs.error'),
      grow: true,
      inCard: 'wide',
      cell: (sync) => {
        const reason = wordsOfServer(sync.reason, sync.reasonRef);
        return reason === null ? null : (
          <span {...tooltipProps(reason)} className="text-ink-2">
            {reason}
          </span>
        );
      },
    },
    {
      id: 'asOf',
      header: t('syncs.asOf'),
      cell: (sync) => <RelativeTime at={sync.asOf} empty={t('syncs.never')} />,
    },
    {
      id: 'attemptedAt',
      header: t('syncs.attemptedAt'),
      hideBelow: 'md',
      cell: (sync) => <RelativeTime at={sync.attemptedAt} empty={t('syncs.never')} />,
    },
    {
      id: 'duration',
      header: t('syncs.took'),
      align: 'right',
      hideBelow: 'md',
      cell: (sync) => <DurationText ms={sync.durationMs} />,
    },
    {
      id: 'count',
      header: t('syncs.read'),
      align: 'right',
      cell: (sync) =>
        sync.count === null ? <span className="text-ink-3">{t('columns.nothing')}</span> : format.number(sync.count),
    },
    {
      id: 'broken',
      header: t('syncs.broken'),
      align: 'right',
      cell: (sync) =>
        sync.broken === 0 ? (
          <span className="text-ink-3">{format.number(0)}</span>
        ) : (
          <span className="text-late" title={t('syncs.brokenHint')}>
            {format.number(sync.broken)}
          </span>
        ),
    },
  ];
}

/** A table with a heading of its own, so that it is found by headings as the panels above are. */
function TableSection({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 pt-2">
      <h2 id={id} className="text-sm">
        {title}
      </h2>
      <p className="mt-0.5 mb-2 max-w-prose text-ink-2">{text}</p>
      {children}
    </section>
  );
}

/** Each kind of what is read from Storware: how old, how long, how much, and what went wrong. */
export function SyncTable({ syncs }: Pick<StorwareLink, 'syncs'>) {
  const t = useTranslations('provider');
  return (
    <TableSection title={t('syncs.table')} text={t('syncs.text')}>
      <DataTable
        label={t('syncs.table')}
        columns={useSyncColumns()}
        rows={syncs}
        rowKey={(sync) => sync.kind}
        empty={
          <EmptyState icon={<Hourglass aria-hidden />} title={t('syncs.none')}>
            {t('syncs.noneText')}
          </EmptyState>
        }
      />
    </TableSection>
  );
}

function SyncState({ sync }: { sync: Sync }) {
  const t = useTranslations('provider');
  if (sync.error !== null) {
    return (
      <Badge plain tone="fail" icon={<CircleX aria-hidden />}>
        {t('syncs.failed')}
      </Badge>
    );
  }
  if (sync.asOf === null) {
    return (
      <Badge plain tone="none" icon={<Hourglass aria-hidden />}>
        {t('syncs.waiting')}
      </Badge>
    );
  }
  return (
    <Badge plain tone="ok" icon={<CircleCheck aria-hidden />}>
      {t('syncs.good')}
    </Badge>
  );
}

/** Rows of several lines: what belongs together starts on the same one. */
const top = 'sm:py-2.5 sm:align-top';

function useCapabilityColumns(): readonly Column<Capability>[] {
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const nothing = t('columns.nothing');
  return [
    {
      id: 'name',
      header: t('capabilities.name'),
      width: `sm:min-w-36 ${top}`,
      cell: (one) => <span className="font-medium">{wordsOfServer(one.name, one.nameRef)}</span>,
    },
    {
      id: 'state',
      header: t('capabilities.state'),
      inCard: 'corner',
      width: `whitespace-nowrap ${top}`,
      cell: (one) => <State state={one.state} />,
    },
    {
      id: 'missing',
      header: t('capabilities.missing'),
      // Not `grow`, which cuts texts off: the reason is what the table is for.
      width: `sm:w-full ${top}`,
      inCard: 'wide',
      cell: (one) => <Without capability={one} />,
    },
    {
      id: 'since',
      header: t('capabilities.since'),
      width: top,
      cell: (one) => <RelativeTime at={one.since} empty={nothing} />,
    },
    {
      id: 'checkedAt',
      header: t('capabilities.checkedAt'),
      width: top,
      hideBelow: 'md',
      cell: (one) => <RelativeTime at={one.checkedAt} empty={nothing} />,
    },
    {
      id: 'privilege',
      header: t('capabilities.privilege'),
      width: `sm:min-w-40 ${top}`,
      hideBelow: 'lg',
      cell: (one) => <span className="text-ink-2">{one.privilege}</span>,
    },
  ];
}

/** What need not be there: whatever a Storware server, its licence or the portal's account lacks, with what tenants miss by it. What is missing stands first. */
export function CapabilityTable() {
  const t = useTranslations('provider');
  const columns = useCapabilityColumns();
  const { data, isError, error, refetch, isFetching } = useCapabilities();
  const rank = ({ available }: Capability): number => (available === false ? 0 : available ? 1 : 2);
  const rows = data?.items.toSorted((a, b) => rank(a) - rank(b));
  return (
    <TableSection title={t('capabilities.table')} text={t('capabilities.text')}>
      {rows === undefined && isError ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <DataTable
          label={t('capabilities.table')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          empty={<EmptyState icon={<CircleDashed aria-hidden />} title={t('capabilities.none')} />}
        />
      )}
    </TableSection>
  );
}

function Without({ capability }: { capability: Capability }) {
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const { available, privilege } = capability;
  const missing = wordsOfServer(capability.missing, capability.missingRef);
  const reason = wordsOfServer(capability.reason, capability.reasonRef);
  const substitute = wordsOfServer(capability.substitute, capability.substituteRef);
  if (available !== false) {
    // A card shows no head: alone, the sentence would say that it is missing.
    return (
      <div className="text-ink-3">
        <p className="sm:hidden">{t('capabilities.withoutIt', { missing })}</p>
        <p className="max-sm:hidden">{missing}</p>
      </div>
    );
  }
  return (
    <div className="max-w-prose space-y-0.5 text-ink-2">
      <p className="text-ink">{missing}</p>
      <p className="break-words">{reason}</p>
      {substitute === null ? null : <p>{t('capabilities.instead', { substitute })}</p>}
      <p className="hidden sm:max-lg:block">{t('capabilities.privilegeOf', { privilege })}</p>
    </div>
  );
}

const capabilityVariants: Record<Capability['state'], BadgeVariant> = {
  AVAILABLE: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNKNOWN: { tone: 'none', icon: <CircleDashed aria-hidden /> },
  OUTAGE: { tone: 'fail', icon: <CircleX aria-hidden /> },
  MISSING: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  DENIED: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  NOT_UNDERSTOOD: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
};

function State({ state }: { state: Capability['state'] }) {
  const t = useTranslations('provider');
  return (
    <Badge plain {...capabilityVariants[state]}>
      {t(`capabilities.states.${state}`)}
    </Badge>
  );
}
