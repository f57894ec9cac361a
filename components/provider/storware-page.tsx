'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { KeyValues, Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { DurationText, ExactTime, RelativeTime } from '@/components/ui/time-text';
import { locale } from '@/lib/client/format/numbers';
import { formatDuration } from '@/lib/client/format/time';
import { useStorwareLink } from '@/lib/client/queries/provider';
import type { CertificateFault, StorwareLink } from '@/lib/contracts/provider';
import { CapabilityTable, SyncTable } from './storware-tables';

const breakerWords: Record<StorwareLink['breaker'], string> = {
  closed: 'Closed: requests go through',
  open: 'Open: requests are held back for a while',
  'half-open': 'Half open: one request tries whether the server is back',
};

/** Health of the one link to Storware, and how old each kind of what is known from it is. Reads itself again. */
export function StorwarePage() {
  const link = useStorwareLink();
  const data = link.data;
  return (
    <>
      <PageHeader
        title="Storware link"
        beside={data?.asOf ? <Reachable reachable={data.reachable} /> : null}
        description="Updates itself every five seconds."
      />
      {link.isError && data ? (
        <Notice tone="late" className="mb-4" title="The portal did not answer" role="status">
          What you see is from <RelativeTime at={new Date(link.dataUpdatedAt).toISOString()} />. The page goes on
          trying.
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
  return reachable ? (
    <Badge tone="ok" icon={<CircleCheck aria-hidden />}>
      Reachable
    </Badge>
  ) : (
    <Badge tone="fail" icon={<CircleX aria-hidden />}>
      Not reachable
    </Badge>
  );
}

function LinkView({ link }: { link: StorwareLink }) {
  const { session, counts, lastError } = link;
  const number = new Intl.NumberFormat(locale);
  return (
    <div className="space-y-4">
      {link.certificate === null ? null : <CertificateNotice fault={link.certificate} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Section title="Link">
          <KeyValues
            items={[
              {
                key: 'Answers in',
                value:
                  link.latencyMs === null ? (
                    <span className="text-ink-3">Not measured yet</span>
                  ) : (
                    <span className="tabular-nums">{number.format(Math.round(link.latencyMs))} ms</span>
                  ),
              },
              { key: 'Last asked', value: <RelativeTime at={link.asOf} empty="Not yet" /> },
              { key: 'Circuit breaker', value: breakerWords[link.breaker] },
              { key: 'Session since', value: <ExactTime at={session.since} empty="No session now" /> },
              session.ageMs !== null && { key: 'Session age', value: <DurationText ms={session.ageMs} /> },
              {
                key: 'Log-ins',
                value: <span className="tabular-nums">{number.format(session.logins)} since this portal started</span>,
              },
              {
                key: 'Last error',
                value: lastError ? (
                  <>
                    <RelativeTime at={lastError.at} />: {lastError.message}
                  </>
                ) : (
                  <span className="text-ink-3">None</span>
                ),
              },
            ]}
          />
        </Section>
        <Section title="What the portal knows">
          <KeyValues
            items={[
              { key: 'Machines', value: <span className="tabular-nums">{number.format(counts.machines)}</span> },
              {
                key: 'Without an owner',
                value: <span className="tabular-nums">{number.format(counts.unassigned)}</span>,
              },
              {
                key: 'Recovery points',
                value: <span className="tabular-nums">{number.format(counts.recoveryPoints)}</span>,
              },
              {
                key: 'Running work',
                value: <span className="tabular-nums">{number.format(counts.runningOperations)}</span>,
              },
              {
                key: 'Open live pages',
                value: <span className="tabular-nums">{number.format(counts.openStreams)}</span>,
              },
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
function CertificateNotice({ fault: { subject, issuer, validTo, problem, remedy } }: { fault: CertificateFault }) {
  return (
    <Notice tone="fail" title="Storware’s certificate is not accepted">
      <p>
        {problem} {remedy}
      </p>
      {subject === null && issuer === null ? null : (
        <p className="mt-1">
          It is the certificate of {subject ?? 'nobody that it names'}, issued by {issuer ?? 'nobody that it names'}
          {validTo === null ? null : (
            <>
              , valid until <ExactTime at={validTo} empty="" />
            </>
          )}
          .
        </p>
      )}
    </Notice>
  );
}

function StorwareSkeleton() {
  return (
    <Loading label="The state of the link is loading" className="space-y-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-52 rounded-md" />
        <Skeleton className="h-52 rounded-md" />
      </div>
      <Skeleton className="h-72 rounded-md" />
    </Loading>
  );
}

const number = new Intl.NumberFormat(locale);

/** What can't be relied on of Storware's answers: its clock where it differs, and words that the portal has no meaning for. Nothing where all is well. */
function NotUnderstoodSection({ clock, notUnderstood }: Pick<StorwareLink, 'clock' | 'notUnderstood'>) {
  return (
    <>
      {clock.isOff && clock.differenceMs !== null ? (
        <Notice
          tone="late"
          title={`Storware’s clock is ${formatDuration(Math.abs(clock.differenceMs))} ${clock.differenceMs > 0 ? 'ahead of' : 'behind'} the portal’s`}
        >
          Times that lie in the future are not believed: machines whose newest recovery point has one are unknown, not
          protected. Set the clocks of both servers by the same source.
        </Notice>
      ) : null}
      {notUnderstood.length > 0 ? (
        <Section title="Not understood" count={notUnderstood.length} padded={false}>
          <p className="px-4 pt-3 pb-1 text-ink-2">
            Storware uses these words and the portal has no meaning for them. What they stand for is shown as unknown
            and counts as nothing good.
          </p>
          <ul className="divide-y divide-line">
            {notUnderstood.map(({ kind, value, firstSeenAt, lastSeenAt, count }) => (
              <li key={`${kind} ${value}`} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2">
                <code className="min-w-0 font-medium break-all">{value}</code>
                <span className="text-ink-2">{kind}</span>
                <span className="ml-auto text-xs text-ink-3">
                  first <RelativeTime at={firstSeenAt} />, last <RelativeTime at={lastSeenAt} />, {number.format(count)}{' '}
                  times
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}
