import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { heldSchedule, runsAlike, scheduleChange, scheduleInput } from '@/lib/journal/schedules/schedule-part';
import type { WrittenSchedule } from '@/lib/journal/schedules/schedule-part';
import { nameForm } from './upstream-name';
import { mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import { createSchedule, deleteSchedule, updateSchedule } from '@/lib/storware/authorized/policies';
import type { StorwareSchedule } from '@/lib/storware/model/policy';
import type { NamedOutcome } from '@/lib/storware/model/result';
import { findScheduleUnscoped, listSchedulesNamedUnscoped } from '@/lib/storware/unscoped';
import { requireAccepted, orMissing } from './machine-steps';
import { ownerless, underFreeName } from './policy-steps';
import type { PlannedPart, SagaRun } from './saga-plan';

/** The key under which a changed schedule is recorded. */
export const touchedSchedule = (of: string): string => `schedule ${of}`;

/** Creates all planned schedules. */
export async function makeParts(run: SagaRun, parts: readonly PlannedPart[], tenantTag: string | null): Promise<void> {
  for (const part of parts) {
    if (part.guid !== null || run.progress.made[part.name] !== undefined) continue;
    const { outcome, name } = await underFreeName(part, async (name) => {
      // The name is free: an object of that name is ours to delete from now on.
      const beforeSend = () => run.record(({ touched }) => void touched.push(touchedSchedule(name)));
      const made = await createSchedule(scheduleInput(part.wanted, { name, tenantId: tenantTag }), { beforeSend });
      // Nothing under this name is ours to delete.
      if (made.kind !== 'accepted' && made.kind !== 'unknown')
        await run.record((progress) => untouch(progress, touchedSchedule(name)));
      return made;
    });
    const made = await requireAccepted(withGuid(outcome), () => soleNamed(name));
    await run.record((progress) => {
      progress.made[part.name] = made.guid;
    });
  }
}

/** Created, but the response has no guid: it has to be found by its name. */
function withGuid(outcome: NamedOutcome<StorwareSchedule | null>): NamedOutcome<{ guid: string }> {
  if (outcome.kind !== 'accepted') return outcome;
  return outcome.value
    ? { kind: 'accepted', value: { guid: outcome.value.guid } }
    : { kind: 'unknown', error: new AppError('upstream_contract') };
}

function untouch(progress: SagaRun['progress'], what: string): void {
  progress.touched = progress.touched.filter((one) => one !== what);
}

async function soleNamed(name: string): Promise<{ guid: string } | null> {
  return (await listSchedulesNamedUnscoped(name)).items[0] ?? null;
}

/** Changes the schedules that exist and have other times or names than planned. */
export async function changeParts(run: SagaRun, parts: readonly PlannedPart[]): Promise<void> {
  for (const part of parts) {
    const { guid, wanted, before } = part;
    const isSame = before !== null && runsAlike(before, wanted);
    if (guid === null || (isSame && part.name === '')) continue;
    await run.record(({ touched }) => void touched.push(touchedSchedule(guid)));
    const { outcome, name } = await underFreeName(part, (name) => {
      const change = { ...(isSame ? {} : scheduleChange(wanted)), ...(name === '' ? {} : { name }) };
      return orMissing(
        updateSchedule(
          mintAuthorizedSchedule(guid),
          change,
          {},
          (current) => before === null || runsAlike(heldSchedule(current), before),
        ),
      );
    });
    await requireAccepted<unknown>(outcome, async () => ((await isSo(guid, wanted, name)) ? 'as wanted' : null));
  }
}

/** `name` empty: any name. */
async function isSo(guid: string, wanted: WrittenSchedule, name: string): Promise<boolean> {
  const held = await findScheduleUnscoped(guid);
  return (
    held !== null && runsAlike(heldSchedule(held), wanted) && (name === '' || nameForm(held.name) === nameForm(name))
  );
}

/** Restores the times and name of a schedule, unless it is unchanged or deleted. Returns whether that is done. */
export async function restorePart(guid: string, before: WrittenSchedule, heldName: string | null): Promise<boolean> {
  const name = heldName ?? '';
  if ((await findScheduleUnscoped(guid)) === null || (await isSo(guid, before, name))) return true;
  const outcome = await updateSchedule(mintAuthorizedSchedule(guid), {
    ...scheduleChange(before),
    ...(name === '' ? {} : { name }),
  });
  return outcome.kind === 'accepted' || isSo(guid, before, name);
}

/** Deletes what was created under a name, unless another tenant owns it. Returns whether nothing of it is left. */
export async function deleteCreatedPart(name: string): Promise<boolean> {
  const { items, complete } = await listSchedulesNamedUnscoped(name);
  let isLeft = !complete;
  for (const guid of await ownerless('SCHEDULE', items)) if ((await dropPart(guid)) !== 'gone') isLeft = true;
  return !isLeft;
}

/**
 * Deletes a schedule that is no longer needed. `refused`: the server does not delete it, usually because somebody else
 * uses it.
 */
async function dropPart(guid: string): Promise<'gone' | 'refused' | 'not yet'> {
  const outcome = await deleteSchedule(mintAuthorizedSchedule(guid));
  if (outcome.kind === 'accepted') return 'gone';
  if (outcome.kind === 'rejected') return 'refused';
  return outcome.kind === 'unknown' && (await findScheduleUnscoped(guid)) === null ? 'gone' : 'not yet';
}

/** After so many refusals to delete a schedule it is left to the provider: the policy must not stay locked. */
const maxRefusals = 6;

/** Deletes schedules that are no longer needed. Returns whether all are deleted, or given up. */
export async function dropParts(run: SagaRun, guids: readonly string[]): Promise<boolean> {
  const refused: string[] = [];
  let isDone = true;
  for (const guid of guids) {
    await run.record();
    const outcome = await dropPart(guid);
    if (outcome === 'refused') refused.push(guid);
    if (outcome === 'not yet') isDone = false;
  }
  if (refused.length === 0 || !isDone) return isDone;
  if (run.row.attempts < maxRefusals) return false;
  log.error(
    { module: 'journal', saga: run.id, schedules: refused },
    'Storware refuses to delete schedules that no tenant needs any more: delete them there',
  );
  return true;
}
