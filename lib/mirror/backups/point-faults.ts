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
  strangeStatus: (status: string) => say('reason.point.strangeStatus', { word: wordIn(status) }),
  strangeCopy: (status: string) => say('reason.point.strangeCopy', { word: wordIn(status) }),
  strangeKind: (type: string) => say('reason.point.strangeKind', { word: wordIn(type) }),
  /**
   * `link` is the problem of the first broken link of its chain; null when the backup system does not know that link.
   */
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

/** A reason after the colon of another sentence, where English and Polish use a small letter. */
export function clauseOf({ text, ref }: GivenText): TextParam {
  const name = clauses.find((each) => ref?.code === `reason.point.${each}` || ref?.code === `reason.run.${each}`);
  if (name !== undefined) return say(`reason.clause.${name}`, ref?.params).ref;
  return ref ?? `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** One of the server's values in a text for people: short, and without active characters; null where nothing is left. */
export function safeWord(word: string): string | null {
  return word.replace(/[^\p{L}\p{N} _.-]/gu, '').slice(0, 40) || null;
}

function wordIn(word: string): TextParam {
  return safeWord(word) ?? say('reason.noWord').ref;
}
