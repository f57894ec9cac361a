import 'server-only';
import { db } from '@/lib/db/client';
import { ifOffered } from '@/lib/storware/capability/unavailable';
import { findMachineUnscoped, listDisksUnscoped } from '@/lib/storware/unscoped';
import { announcingMachines } from './announcing-machines';
import { judgeMachines } from './judge-machines';
import { machineRow, writeMachineRows } from './machine-row';
import { mirrorTransaction } from './mirror-transaction';
import { loadOutlookOfMachine } from './policy-outlook';
import { storableJson } from './storable-json';
import type { StoredDisk } from './stored-json';

/**
 * Reads one mirrored machine with its tags, and its disks where the server tells them. Answers false for one that is not mirrored, or that Storware does not
 * know (only a whole list deletes it). Throws AppError `upstream_*`.
 */
export async function syncMachine(guid: string, signal?: AbortSignal): Promise<boolean> {
  const begunAt = new Date();
  if ((await db().mirrorMachine.count({ where: { guid } })) === 0) return false;
  const machine = await findMachineUnscoped(guid, { signal });
  if (machine === null || machine.guid !== guid) return false;
  // A machine is read as far as it can be: what is known of its disks stays where they can't be read.
  const listed = await ifOffered(() => listDisksUnscoped(guid, { signal }));
  const disks = listed?.items
    .filter((disk) => disk.present)
    .map(({ guid: diskGuid, name, sizeBytes, excludedFromBackup, supported }): StoredDisk => ({
      guid: diskGuid,
      name: name ?? 'Disk',
      sizeBytes,
      excluded: excludedFromBackup,
      supported,
    }));
  await mirrorTransaction((tx) =>
    announcingMachines(tx, [guid], async () => {
      await writeMachineRows(tx, [machineRow(machine)], begunAt);
      // A list of disks with an element that nobody understood would hide a disk: the one from before is kept.
      const known = disks && listed?.broken === 0 ? storableJson(disks) : null;
      await tx.$executeRaw`
        UPDATE "MirrorMachine" SET tags = ARRAY(SELECT jsonb_array_elements_text(${storableJson(machine.tags)}::jsonb)),
          disks = COALESCE(${known}::jsonb, disks), "detailsAt" = GREATEST("detailsAt", ${begunAt}) WHERE guid = ${guid}`;
      await judgeMachines(tx, [guid], await loadOutlookOfMachine(tx, guid, begunAt), begunAt);
    }),
  );
  return true;
}
