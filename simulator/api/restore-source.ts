import { readableLocation, whyNotRestorable } from '@/simulator/engine/restorable';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/origin';

import { ApiError, badRequest, found } from './api-error';
import { locationByGuid } from './backup-dto';
import { integerField, referenceField } from './body';
import type { Call } from './call';

/** The one account of this server. */
export const USER: Origin = { type: 'USER', guid: '1', name: 'portal' };

/** What is restored, in both dialects: the guide's backup and, since 5.0, a location of it (13.23, 13.24). */
export const sourceFields = {
  backup: referenceField,
  backupLocation: referenceField,
  priority: integerField({ min: 0, max: 100 }),
};

interface Source {
  backup: Backup;
  machine: Machine;
  destinationGuid: string | null;
}

/** Refuses what lies outside the project of the third-party headers, if the request has any (13.25). */
export function checkScope({ sim, scope }: Call, projectGuid: string | null): void {
  if (scope !== undefined && sim.world.projects.get(projectGuid ?? '')?.uuid !== scope)
    throw new ApiError(403, 'Access to this project is denied');
}

/** The backup to restore and where to read it; refuses what cannot be restored, unless this server leaves that to the task (14.2). */
export function sourceOf(call: Call, body: { backup: string | null; backupLocation: string | null }): Source {
  const { world, behaviour } = call.sim;
  const located =
    body.backupLocation === null ? undefined : found(locationByGuid(call, body.backupLocation), 'Backup location');
  const named = body.backup === null ? undefined : found(world.backups.get(body.backup), 'Backup');
  if (located !== undefined && named !== undefined && located.backup !== named)
    throw badRequest('Backup location does not belong to the backup');
  const backup = located?.backup ?? named;
  if (backup === undefined) throw badRequest("Field 'backup' is missing or not valid");
  const machine = found(world.machines.get(backup.machineGuid), 'Virtual machine');
  checkScope(call, backup.projectGuid ?? machine.projectGuid);
  const problem =
    whyNotRestorable(world, backup) ??
    (located === undefined || located.location.status === 'PRESENT' ? undefined : 'Backup location is not present');
  if (problem !== undefined && behaviour.restoreValidation === 'strict') throw badRequest(problem);
  const location = located?.location ?? readableLocation(backup) ?? backup.locations[0];
  return { backup, machine, destinationGuid: location?.destinationGuid ?? null };
}
