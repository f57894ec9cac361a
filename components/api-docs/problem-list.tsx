import { useTranslations } from 'next-intl';
import { errorStatus } from '@/lib/contracts/problem';
import type { ErrorCode } from '@/lib/contracts/problem';

/** The problem codes with these statuses, and what each says. */
export function ProblemList({ statuses }: { statuses: readonly number[] }) {
  const t = useTranslations('server.problem');
  const codes = (Object.keys(errorStatus) as ErrorCode[])
    .filter((code) => statuses.includes(errorStatus[code]))
    .sort((a, b) => errorStatus[a] - errorStatus[b]);
  return (
    <ul>
      {codes.map((code) => (
        <li
          key={code}
          className="grid gap-x-4 gap-y-0.5 border-t border-line py-1.5 first:border-t-0 sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]"
        >
          <span className="flex gap-2">
            <code className="tabular-nums">{errorStatus[code]}</code>
            <code className="min-w-0 break-all">{code}</code>
          </span>
          <span className="text-ink-2">{t(code)}</span>
        </li>
      ))}
    </ul>
  );
}
