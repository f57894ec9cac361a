import type { Warning } from '@/lib/contracts/operation';
import { Notice } from './notice';

/** What the backup system warned of, each text of its own. Nothing when it warned of nothing. */
export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Warnings">
      <h3 className="mb-2 text-sm">{warnings.length === 1 ? 'Warning' : `Warnings (${warnings.length})`}</h3>
      <ul className="space-y-1">
        {warnings.map(({ text, acknowledgedBy }, index) => (
          <li key={index}>
            <Notice tone="late">
              {text}
              {acknowledgedBy === null ? null : (
                <span className="block text-xs text-ink-3">Acknowledged by {acknowledgedBy.name}</span>
              )}
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Warnings in one line, for rows and headers. */
export function warningText(warnings: readonly Warning[]): string {
  return warnings.map(({ text }) => text).join(' · ');
}
