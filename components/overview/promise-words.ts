import { scoreSentence } from '@/lib/client/describe-score';
import type { Overview } from '@/lib/contracts/overview';

/** Whether planned backups happened: the last week as the answer, the month or what there is to say instead as the second sentence. */
export function promiseWords(
  { days7, days30 }: Overview['scores'],
  hasNextRun: boolean,
): { answer: string; further: string } {
  if (days30.expected === 0) {
    return {
      answer: 'No schedule has been due yet.',
      further: hasNextRun
        ? 'As soon as one is, this says whether its backups happened.'
        : 'None will be either: without a schedule, machines are backed up only when somebody starts it.',
    };
  }
  // The longer stretch says nothing of its own where all that is known is a week old.
  return {
    answer: scoreSentence(days7, 7),
    further: days7.expected === days30.expected ? 'Nothing before that is on record.' : scoreSentence(days30, 30),
  };
}
