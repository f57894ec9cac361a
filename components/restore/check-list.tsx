'use client';

import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import type { PreflightCheck, Restore } from '@/lib/contracts/restore';
import type { RestoreTranslator } from '@/components/restore/fields/planned-fields';

const variants: Record<PreflightCheck['state'], BadgeVariant> = {
  BLOCKED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  WARNING: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  OK: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
};

/** Blocking checks first. */
const ranks: Record<PreflightCheck['state'], number> = { BLOCKED: 0, WARNING: 1, OK: 2 };

/** The pre-flight checks of a restore, blocking ones first. */
export function CheckList({ checks }: { checks: readonly PreflightCheck[] }) {
  const t = useTranslations('restore');
  const wordsOfServer = useServerText();
  const sorted = [...checks].sort((a, b) => ranks[a.state] - ranks[b.state]);
  return (
    <ul aria-label={t('checks.label')} className="divide-y divide-line rounded-sm border border-line">
      {sorted.map((check) => {
        return (
          <li key={check.id} className="flex items-start gap-3 px-3 py-2">
            <Badge plain {...variants[check.state]} className="mt-0.5 w-24 shrink-0">
              {t(`checks.state.${check.state}`)}
            </Badge>
            <span className="min-w-0">
              <span className="block break-words">{wordsOfServer(check.message, check.messageRef)}</span>
              {check.nextStep === null ? null : (
                <span className="block text-xs text-ink-2">{wordsOfServer(check.nextStep, check.nextStepRef)}</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The report in one line: `1 blocked, 2 warnings, 5 OK`. */
export function checkSummary(checks: readonly PreflightCheck[], t: RestoreTranslator): string {
  return (['BLOCKED', 'WARNING', 'OK'] as const)
    .flatMap((state) => {
      const count = checks.filter((check) => check.state === state).length;
      return count > 0 ? [t(`checks.count.${state}`, { count })] : [];
    })
    .join(', ');
}

/** The target in one line: its names, else the kind of restore. */
export function targetText(
  { target, targetRef, mode }: Pick<Restore, 'target' | 'targetRef' | 'mode'>,
  t: RestoreTranslator,
  wordsOfServer: WordsOfServer,
): string {
  return wordsOfServer(target, targetRef) ?? t(`way.${mode}`);
}

/** Who requested the restore: a person of the organisation, else the provider. */
export function requestedByText({ requestedBy }: Pick<Restore, 'requestedBy'>, t: RestoreTranslator): string {
  return requestedBy?.name ?? t('byTheProvider');
}
