import { ensureGenerated } from '@/scripts/support/generate';

/** Vitest's global set-up of the unit tests: the generated client must be there to be imported. */
export function setup(): void {
  ensureGenerated();
}
