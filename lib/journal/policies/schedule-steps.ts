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

/** Under what a schedule is remembered as touched. */
export const touchedSchedule = (of: string): string => `schedule ${of}`;

/** Makes the schedules of all parts that are to be made. */
export async function makeParts(run: SagaRun, parts: readonly PlannedPart[], tenantTag: string | null): Promise<void> {
  for (const part of parts) {
    if (part.guid !== null || run.progress.made[part.name] !== undefined) continue;
    const { outcome, name } = await underFreeName(part, async (name) => {
      // Nobody has the name: what is there under it from now on is ours to delete.
      const beforeSend = () => run.record(({ touched }) => void touched.push(touchedSchedule(name)));
      const made = await createSchedule(scheduleInput(part.wanted, { name, tenantId: tenantTag }), { beforeSend });
      // Nothing of ours is there under this name then, and what is there is not ours to delete.
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

/** Made, but the answer does not say as what: to be looked for. */
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

/** Changes the schedules of all parts that exist and run otherwise than wanted, or are to be called otherwise. */
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

/** `name` empty: whatever it is. */
async function isSo(guid: string, wanted: WrittenSchedule, name: string): Promise<boolean> {
  const held = await findScheduleUnscoped(guid);
  return (
    held !== null && runsAlike(heldSchedule(held), wanted) && (name === '' || nameForm(held.name) === nameForm(name))
  );
}

/** Gives a schedule back what it was and was called, unless it is that already or gone. Answers whether it is. */
export async function restorePart(guid: string, before: WrittenSchedule, heldName: string | null): Promise<boolean> {
  const name = heldName ?? '';
  if ((await findScheduleUnscoped(guid)) === null || (await isSo(guid, before, name))) return true;
  const outcome = await updateSchedule(mintAuthorizedSchedule(guid), {
    ...scheduleChange(before),
    ...(name === '' ? {} : { name }),
  });
  return outcome.kind === 'accepted' || isSo(guid, before, name);
}

/** Deletes what was made under a name, unless it has become somebody's. Answers whether nothing of it is left. */
export async function deleteCreatedPart(name: string): Promise<boolean> {
  const { items, complete } = await listSchedulesNamedUnscoped(name);
  let isLeft = !complete;
  for (const guid of await ownerless('SCHEDULE', items)) if ((await dropPart(guid)) !== 'gone') isLeft = true;
  return !isLeft;
}

/** Deletes a schedule that is no longer wanted. `refused`: the server does not let it go, mostly because somebody else uses it. */
async function dropPart(guid: string): Promise<'gone' | 'refused' | 'not yet'> {
  const outcome = await deleteSchedule(mintAuthorizedSchedule(guid));
  if (outcome.kind === 'accepted') return 'gone';
  if (outcome.kind === 'rejected') return 'refused';
  return outcome.kind === 'unknown' && (await findScheduleUnscoped(guid)) === null ? 'gone' : 'not yet';
}

/** So often a server may refuse to delete a schedule before it is left to the provider: the policy must not be locked for ever. */
const maxRefusals = 6;

/** Deletes schedules that are no longer wanted. Answers whether all are gone, or are not going to go. */
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
