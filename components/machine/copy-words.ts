import type { Tone } from '@/components/ui/badge';
import type { Copy } from '@/lib/contracts/recovery-point';

/** Word and tone of each state of a copy. */
export const copyLook: Record<Copy['state'], { word: string; tone: Tone }> = {
  PRESENT: { word: 'Present', tone: 'ok' },
  IN_PROGRESS: { word: 'Being written', tone: 'run' },
  FAILED: { word: 'Failed', tone: 'fail' },
  REMOVED: { word: 'Removed', tone: 'none' },
  UNKNOWN: { word: 'Unknown', tone: 'none' },
};

/** `Primary copy`. */
export function roleWord(role: string): string {
  const text = role.replaceAll('_', ' ').toLowerCase();
  return text === '' ? 'Copy' : `${text.charAt(0).toUpperCase()}${text.slice(1)} copy`;
}
