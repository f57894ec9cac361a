import type { TextParam } from '@/lib/contracts/server-text';
import { say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';

/** Why a recovery point can't be restored, or is not known to be. */
export const pointFaults = {
  making: say('reason.point.making'),
  failed: say('reason.point.failed'),
  removed: say('reason.point.removed'),
  destinationGone: say('reason.point.destinationGone'),
  unplaced: say('reason.point.unplaced'),
  storing: say('reason.point.storing'),
  noCopy: say('reason.point.noCopy'),
  gone: say('reason.point.gone'),
  strangeStatus: (status: string) => say('reason.point.strangeStatus', { word: safeWord(status) }),
  strangeCopy: (status: string) => say('reason.point.strangeCopy', { word: safeWord(status) }),
  strangeKind: (type: string) => say('reason.point.strangeKind', { word: safeWord(type) }),
  /** `link` is the fault of the first link of its chain that has one; null when that link is unknown to the backup system. */
  builtOn: (link: GivenText | null) =>
    say('reason.point.builtOn', { why: link === null ? say('reason.clause.notThere').ref : clauseOf(link) }),
};

const clauses = [
  'making',
  'failed',
  'removed',
  'destinationGone',
  'unplaced',
  'storing',
  'noCopy',
  'gone',
  'strangeStatus',
  'strangeCopy',
  'strangeKind',
  'builtOn',
  'nothing',
] as const;

/** A reason behind the colon of another sentence, where English and Polish write it small. */
export function clauseOf({ text, ref }: GivenText): TextParam {
  const name = clauses.find((each) => ref?.code === `reason.point.${each}` || ref?.code === `reason.run.${each}`);
  if (name !== undefined) return say(`reason.clause.${name}`, ref?.params).ref;
  return ref ?? `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** A word of the server's own in a text for people: short, and without anything that a screen could act on. */
export function safeWord(word: string): string {
  return word.replace(/[^\p{L}\p{N} _.-]/gu, '').slice(0, 40) || 'no word';
}
