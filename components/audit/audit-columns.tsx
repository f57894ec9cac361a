import { clsx } from 'clsx';
import { Bot, Building2, CircleCheck, CircleSlash, CircleX, Send, Settings } from 'lucide-react';
import Link from 'next/link';
import type { Route } from 'next';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AddressLink } from '@/components/ui/address-link';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { machineAddress, policyAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useHydrated } from '@/lib/client/format/now';
import type { AuditActorKind, AuditEntry, AuditOutcome } from '@/lib/contracts/audit';
import { repetitionsOf, useAuditWords } from './audit-words';

const outcomes: Readonly<Record<AuditOutcome, BadgeVariant>> = {
  REQUESTED: { tone: 'run', icon: <Send aria-hidden /> },
  SUCCEEDED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  REFUSED: { tone: 'late', icon: <CircleSlash aria-hidden /> },
};

/** How what was done ended. */
export function OutcomeBadge({ outcome, plain }: { outcome: AuditOutcome; plain?: boolean }) {
  const t = useTranslations('audit.outcome');
  return (
    <Badge {...outcomes[outcome]} plain={plain}>
      {t(outcome)}
    </Badge>
  );
}

/** Only of whom it is not obvious. */
const kindIcons: Readonly<Record<AuditActorKind, ReactNode>> = {
  USER: null,
  TOKEN: <Bot aria-hidden />,
  PROVIDER: <Building2 aria-hidden />,
  SYSTEM: <Settings aria-hidden />,
};

function Actor({ entry }: { entry: AuditEntry }) {
  const t = useTranslations('audit');
  const words = useAuditWords();
  const { kind } = entry.actor;
  const name = words.actor(entry);
  const kindText = t(`kind.${kind}`);
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-ink-3">
      {kindIcons[kind]}
      <span className="truncate">{name}</span>
      {kind === 'USER' || name === kindText ? null : <span className="sr-only">({kindText})</span>}
    </span>
  );
}

/** The page of an object of the tenant; null for what has none. */
export function addressOfObject(object: AuditEntry['object']): Route | null {
  switch (object?.kind) {
    case 'machine':
      return machineAddress(object.id);
    case 'policy':
      return policyAddress(object.id);
    default:
      return null;
  }
}

function ObjectLink({ object, isProvider }: { object: AuditEntry['object']; isProvider: boolean }) {
  const t = useTranslations('audit');
  const words = useAuditWords();
  if (!object) return <span className="text-ink-3">{t('none')}</span>;
  const href = isProvider ? null : addressOfObject(object);
  const { name } = object;
  return (
    <span className="block min-w-0" title={words.objectKind(object.kind)}>
      {href === null ? (
        name
      ) : (
        <Link href={href} prefetch={false} className="link">
          {name}
        </Link>
      )}
    </span>
  );
}

interface AuditColumnOptions {
  isProvider: boolean;
  /** URL of this page with the entry opened. */
  hrefOf: (id: string) => string;
}

/** Columns of the audit trail; the time opens the details. */
export function useAuditColumns({ isProvider, hrefOf }: AuditColumnOptions): Column<AuditEntry>[] {
  const t = useTranslations('audit');
  const words = useAuditWords();
  const format = useFormats();
  const namesZone = useHydrated();
  const tenant: Column<AuditEntry> = {
    id: 'tenant',
    header: t('columns.tenant'),
    hideBelow: 'lg',
    cell: (entry) => (
      <span className={clsx('whitespace-nowrap', !entry.tenant && 'text-ink-3')}>
        {entry.tenant?.name ?? t('platform')}
      </span>
    ),
  };
  return [
    {
      id: 'at',
      header: namesZone ? t('columns.atInZone', { zone: format.timeZone }) : t('columns.at'),
      width: 'sm:w-48',
      cell: (entry) => (
        <AddressLink href={hrefOf(entry.id)} className="link whitespace-nowrap tabular-nums" aria-haspopup="dialog">
          {`${format.date(entry.at)}, ${format.clock(entry.at)}`}
        </AddressLink>
      ),
    },
    { id: 'who', header: t('columns.who'), cell: (entry) => <Actor entry={entry} /> },
    {
      id: 'what',
      header: t('columns.what'),
      width: 'sm:w-64',
      cell: (entry) => {
        const repeated = repetitionsOf(entry);
        return (
          <>
            {words.action(entry.action)}
            {repeated === null ? null : <span className="text-ink-3"> · {t('repeated', { count: repeated })}</span>}
          </>
        );
      },
    },
    {
      id: 'object',
      header: t('columns.object'),
      grow: true,
      cell: (entry) => <ObjectLink object={entry.object} isProvider={isProvider} />,
    },
    ...(isProvider ? [tenant] : []),
    {
      id: 'outcome',
      header: t('columns.outcome'),
      inCard: 'corner',
      cell: (entry) => <OutcomeBadge outcome={entry.outcome} plain />,
    },
    {
      id: 'address',
      header: t('columns.address'),
      hideBelow: 'xl',
      cell: (entry) =>
        entry.address === null ? (
          <span className="text-ink-3">{t('none')}</span>
        ) : (
          <span className="tabular-nums">{entry.address}</span>
        ),
    },
  ];
}
