'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { KeyValues, Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { DurationText, ExactTime, RelativeTime } from '@/components/ui/time-text';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { useStorwareLink } from '@/lib/client/queries/provider';
import type { CertificateFault, StorwareLink } from '@/lib/contracts/provider';
import { CapabilityTable, SyncTable } from './storware-tables';

/** Health of the one link to Storware, and how old each kind of what is known from it is. Reads itself again. */
export function StorwarePage() {
  const t = useTranslations('provider');
  const link = useStorwareLink();
  const data = link.data;
  return (
    <>
      <PageHeader
        title={t('storware.title')}
        beside={data?.asOf ? <Reachable reachable={data.reachable} /> : null}
        description={t('storware.updates')}
      />
      {link.isError && data ? (
        <Notice tone="late" className="mb-4" title={t('storware.noAnswer')} role="status">
          {t.rich('storware.noAnswerText', {
            when: () => <RelativeTime at={new Date(link.dataUpdatedAt).toISOString()} />,
          })}
        </Notice>
      ) : null}
      {data ? (
        <LinkView link={data} />
      ) : link.isError ? (
        <ErrorState error={link.error} onRetry={() => void link.refetch()} isRetrying={link.isFetching} />
      ) : (
        <StorwareSkeleton />
      )}
    </>
  );
}

function Reachable({ reachable }: { reachable: boolean }) {
  const t = useTranslations('provider');
  return reachable ? (
    <Badge tone="ok" icon={<CircleCheck aria-hidden />}>
      {t('storware.reachable')}
    </Badge>
  ) : (
    <Badge tone="fail" icon={<CircleX aria-hidden />}>
      {t('storware.notReachable')}
    </Badge>
  );
}

function LinkView({ link }: { link: StorwareLink }) {
  const { session, counts, lastError } = link;
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const format = useFormats();
  const figure = (value: number) => <span className="tabular-nums">{format.number(value)}</span>;
  return (
    <div className="space-y-4">
      {link.certificate === null ? null : <CertificateNotice fault={link.certificate} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Section title={t('storware.link')}>
          <KeyValues
            items={[
              {
                key: t('storware.answersIn'),
                value:
                  link.latencyMs === null ? (
                    <span className="text-ink-3">{t('storware.notMeasured')}</span>
                  ) : (
                    <span className="tabular-nums">
                      {t('storware.milliseconds', { value: format.number(Math.round(link.latencyMs)) })}
                    </span>
                  ),
              },
              { key: t('storware.lastAsked'), value: <RelativeTime at={link.asOf} empty={t('storware.notYet')} /> },
              { key: t('storware.breakerName'), value: t(`storware.breaker.${link.breaker}`) },
              {
                key: t('storware.sessionSince'),
                value: <ExactTime at={session.since} empty={t('storware.noSession')} />,
              },
              session.ageMs !== null && { key: t('storware.sessionAge'), value: <DurationText ms={session.ageMs} /> },
              {
                key: t('storware.logins'),
                value: <span className="tabular-nums">{t('storware.loginCount', { count: session.logins })}</span>,
              },
              {
                key: t('storware.lastError'),
                value: lastError ? (
                  t.rich('storware.errorAt', {
                    when: () => <RelativeTime at={lastError.at} />,
                    message: wordsOfServer(lastError.message, lastError.messageRef),
                  })
                ) : (
                  <span className="text-ink-3">{t('storware.noError')}</span>
                ),
              },
            ]}
          />
        </Section>
        <Section title={t('storware.known')}>
          <KeyValues
            items={[
              { key: t('storware.machines'), value: figure(counts.machines) },
              ...(counts.unassigned === null
                ? []
                : [{ key: t('storware.unassigned'), value: figure(counts.unassigned) }]),
              { key: t('storware.recoveryPoints'), value: figure(counts.recoveryPoints) },
              { key: t('storware.runningWork'), value: figure(counts.runningOperations) },
              { key: t('storware.openPages'), value: figure(counts.openStreams) },
            ]}
          />
        </Section>
      </div>
      <NotUnderstoodSection clock={link.clock} notUnderstood={link.notUnderstood} />
      <SyncTable syncs={link.syncs} />
      <CapabilityTable />
    </div>
  );
}

/** Whose certificate is not accepted, why, and what to set. */
function CertificateNotice({ fault }: { fault: CertificateFault }) {
  const { subject, issuer, validTo } = fault;
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const names = { subject: subject ?? t('certificate.nobody'), issuer: issuer ?? t('certificate.nobody') };
  return (
    <Notice tone="fail" title={t('certificate.title')}>
      <p>
        {wordsOfServer(fault.problem, fault.problemRef)} {wordsOfServer(fault.remedy, fault.remedyRef)}
      </p>
      {subject === null && issuer === null ? null : (
        <p className="mt-1">
          {validTo === null
            ? t('certificate.of', names)
            : t.rich('certificate.ofUntil', { ...names, when: () => <ExactTime at={validTo} /> })}
        </p>
      )}
    </Notice>
  );
}

function StorwareSkeleton() {
  const t = useTranslations('provider');
  return (
    <Loading label={t('storware.loading')} className="space-y-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-52 rounded-md" />
        <Skeleton className="h-52 rounded-md" />
      </div>
      <Skeleton className="h-72 rounded-md" />
    </Loading>
  );
}

/** What can't be relied on of Storware's answers: its clock where it differs, and words that the portal has no meaning for. Nothing where all is well. */
function NotUnderstoodSection({ clock, notUnderstood }: Pick<StorwareLink, 'clock' | 'notUnderstood'>) {
  const t = useTranslations('provider');
  const format = useFormats();
  return (
    <>
      {clock.isOff && clock.differenceMs !== null ? (
        <Notice
          tone="late"
          title={t(clock.differenceMs > 0 ? 'clock.ahead' : 'clock.behind', {
            difference: format.duration(Math.abs(clock.differenceMs)),
          })}
        >
          {t('clock.text')}
        </Notice>
      ) : null}
      {notUnderstood.length > 0 ? (
        <Section title={t('notUnderstood.title')} count={notUnderstood.length} padded={false}>
          <p className="max-w-prose px-4 pt-3 pb-1 text-ink-2">{t('notUnderstood.text')}</p>
          <ul aria-label={t('notUnderstood.values')} className="divide-y divide-line">
            {notUnderstood.map(({ kind, value, firstSeenAt, lastSeenAt, count }) => (
              <li key={`${kind} ${value}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2">
                <code className="min-w-0 font-medium break-all">{value}</code>
                <span className="text-ink-2">{kind}</span>
                <span className="text-xs text-ink-3 max-sm:w-full sm:ml-auto">
                  {t.rich('notUnderstood.seen', {
                    first: () => <RelativeTime at={firstSeenAt} />,
                    last: () => <RelativeTime at={lastSeenAt} />,
                    count,
                  })}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}
