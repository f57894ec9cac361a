import type { ExpectedRun, ExpectedRunState } from '@/lib/contracts/expected-run';

export const notKeptStates = ['MISSED', 'FAILED', 'LATE', 'SKIPPED'] as const satisfies readonly ExpectedRunState[];
export type NotKeptState = (typeof notKeptStates)[number];

/** A planned backup that did not happen as it should have, as the timeline draws it. */
export interface TimelineRun {
  /** Its name within the timeline: a run has no guid of its own. */
  guid: string;
  /** Its lane. */
  type: 'PLANNED';
  status: NotKeptState;
  /** When it was due, and until when it might have begun. */
  at: number;
  windowEndsAt: number;
  cause: string | null;
  schedule: string;
  /** What came of it or of the attempt. */
  recoveryPoint: string | null;
}

/** The planned backups that were not kept, oldest first. What was kept is drawn as its recovery point alone. */
export function timelineRuns(runs: readonly ExpectedRun[]): TimelineRun[] {
  return runs
    .flatMap(({ at, windowEndsAt, state, cause, schedule, recoveryPoint }): TimelineRun[] => {
      const status = notKeptStates.find((each) => each === state);
      if (status === undefined) return [];
      const due = Date.parse(at);
      return [
        {
          guid: `${schedule.guid}-${due}`,
          type: 'PLANNED',
          status,
          at: due,
          windowEndsAt: Math.max(due, Date.parse(windowEndsAt)),
          cause,
          schedule: schedule.name,
          recoveryPoint,
        },
      ];
    })
    .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
}

/** True for those that left nothing to restore from their time: the gaps. */
export function isGap({ status }: TimelineRun): boolean {
  return status === 'MISSED' || status === 'FAILED';
}
