import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { formatDuration } from '@/lib/client/format-duration';
import { locale } from '@/lib/client/locale';
import type { StorwareLink } from '@/lib/contracts/provider';

const number = new Intl.NumberFormat(locale);

/** What can't be relied on of Storware's answers: its clock where it differs, and words that the portal has no meaning for. Nothing where all is well. */
export function NotUnderstoodSection({ clock, notUnderstood }: Pick<StorwareLink, 'clock' | 'notUnderstood'>) {
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
