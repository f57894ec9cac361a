import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import type { PreflightCheck, Restore } from '@/lib/contracts/restore';

const looks: Record<PreflightCheck['state'], { word: string; tone: Tone; icon: ReactNode; rank: number }> = {
  BLOCKED: { word: 'Blocked', tone: 'fail', icon: <CircleX aria-hidden />, rank: 0 },
  WARNING: { word: 'Warning', tone: 'late', icon: <TriangleAlert aria-hidden />, rank: 1 },
  OK: { word: 'OK', tone: 'ok', icon: <CircleCheck aria-hidden />, rank: 2 },
};

/** The findings before a restore, those that stand in its way first. */
export function CheckList({ checks }: { checks: readonly PreflightCheck[] }) {
  const sorted = [...checks].sort((a, b) => looks[a.state].rank - looks[b.state].rank);
  return (
    <ul aria-label="Checks" className="divide-y divide-line rounded-sm border border-line">
      {sorted.map((check) => {
        const look = looks[check.state];
        return (
          <li key={check.id} className="flex items-start gap-3 px-3 py-2">
            <Badge plain tone={look.tone} icon={look.icon} className="mt-0.5 w-20 shrink-0">
              {look.word}
            </Badge>
            <span className="min-w-0">
              <span className="block break-words">{check.message}</span>
              {check.nextStep === null ? null : <span className="block text-xs text-ink-2">{check.nextStep}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The report in one line: `1 blocked, 2 warnings, 5 OK`. */
export function checkSummary(checks: readonly PreflightCheck[]): string {
  const count = (state: PreflightCheck['state']) => checks.filter((check) => check.state === state).length;
  const warnings = count('WARNING');
  return [
    count('BLOCKED') > 0 ? `${count('BLOCKED')} blocked` : null,
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : null,
    count('OK') > 0 ? `${count('OK')} OK` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** How each way to restore is called where one reads of the past. */
export const modeWords: Readonly<Record<Restore['mode'], string>> = {
  IMPORT: 'As a machine',
  FILE_SYSTEM: 'As files',
  MOUNT: 'Mounted',
};

/** Where it went, in one line: the target's names, else the way. */
export function targetText({ target, mode }: Pick<Restore, 'target' | 'mode'>): string {
  return target ?? modeWords[mode];
}

/** Who asked for it; nobody of this organisation is the provider. */
export function requestedByWords({ requestedBy }: Pick<Restore, 'requestedBy'>): string {
  return requestedBy?.name ?? 'By the provider';
}
