export type MountPhase = 'PREPARING' | 'READY' | 'ENDING' | 'ENDED' | 'FAILED';

/**
 * What Storware's word for the state of a mount means. Only RUNNING is documented (STORWARE_API.md 6): the others are
 * read by their stems, and a word that nobody knows is on the way to being ready, or from there to its end.
 */
export function mountPhaseOf(state: string | null, wasReady: boolean): MountPhase {
  const word = state?.toUpperCase() ?? '';
  if (word === 'RUNNING' || word === 'MOUNTED') return 'READY';
  if (/FAIL|ERROR/.test(word)) return 'FAILED';
  if (/(?:UNMOUNT|END|STOPP|CLOS)ING/.test(word)) return 'ENDING';
  if (/UNMOUNTED|ENDED|STOPPED|CLOSED|FINISH|CANCEL|REMOVED|EXPIRED/.test(word)) return 'ENDED';
  return wasReady ? 'ENDING' : 'PREPARING';
}

/** True when the mount is over for good, well or not. */
export function isOver(phase: MountPhase): boolean {
  return phase === 'ENDED' || phase === 'FAILED';
}
