import type { Preview, PreviewBody } from '@/lib/contracts/schedule';
import { AppError } from '@/lib/core/app-error';
import { localMoment, previewRuns } from '@/lib/time/preview-runs';
import { upstreamFor } from '@/lib/time/schedule-rewrite';
import { crowdedStart, incrementalWithoutFull, overlappingWindows } from '@/lib/time/schedule-warnings';
import type { PlannedSchedule } from '@/lib/time/schedule-warnings';
import { intentOf } from './intent-of';
import { presentRun } from './present-schedule';

const runsShown = 10;
/** More machines than this at once wait for each other on the nodes of most servers. */
const crowd = 50;

/** When a schedule would run, and what is worth knowing before it is saved. Nothing is stored. Throws `validation_failed` for what is no schedule. */
export function previewSchedule({ others, machines, ...body }: PreviewBody, now = new Date()): Preview {
  const result = intentOf(body);
  if (!result.ok) throw new AppError('validation_failed', { errors: result.faults });
  const plan = upstreamFor(result.intent, now);
  const planned = [body, ...others].flatMap((one): PlannedSchedule[] => {
    const { ok, ...rest } = intentOf(one);
    return ok && 'intent' in rest
      ? [{ name: one.name, backupType: one.backupType, active: one.active, intent: rest.intent }]
      : [];
  });
  return {
    nextRuns: previewRuns(result.intent, now, runsShown).map(presentRun),
    warnings: warningsOf(planned, body.name, machines, now),
    refused: plan.kind === 'refused' ? plan.reason : null,
    upstreamSchedules: plan.kind === 'refused' ? 0 : plan.schedules.length,
  };
}

function warningsOf(planned: readonly PlannedSchedule[], name: string, machines: number, now: Date): string[] {
  const warnings: string[] = [];
  if (incrementalWithoutFull(planned))
    warnings.push(
      'There is no full backup for the incremental ones to build on. The first run makes a full one; after that nothing renews it. Add a schedule of full backups.',
    );
  for (const { first, second, at } of overlappingWindows(planned, now)) {
    if (first !== name && second !== name) continue;
    const zone = planned.find((one) => one.name === name)?.intent.timeZone ?? 'UTC';
    const { date, time } = localMoment(zone, at);
    warnings.push(
      `“${first}” and “${second}” may run at the same time, first on ${date} at ${time}: one of them may then fail to start.`,
    );
  }
  const crowded = crowdedStart(
    planned.map((one) => ({ ...one, machines })),
    now,
    { limit: crowd },
  );
  if (crowded)
    warnings.push(
      `${crowded.machines} backups would start within a quarter of an hour. They wait for each other; give the window time enough, or spread them over several schedules.`,
    );
  return warnings;
}
