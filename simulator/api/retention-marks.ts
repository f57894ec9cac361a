import type { Backup, BackupLocation } from '@/simulator/model/backup';
import * as z from 'zod';

import type { Call, Handler, Routes } from './call';
import { badRequest, found } from './call';
import { locationByGuid, locationRecord } from './backups';
import { enumField, filledField, listField, optionalEnumField, parseBody, referenceField } from './body';

/** A moment in milliseconds, or as a date picker serialises it. */
const momentField = z.preprocess(
  (value) =>
    typeof value === 'string' && Number.isNaN(Number(value))
      ? Date.parse(value)
      : value === ''
        ? null
        : typeof value === 'string'
          ? Number(value)
          : value,
  z.number().nullish(),
);

/** A location as it was read, but with the guid of its backup in the place of its own (4.3). */
const markSchema = z.looseObject({
  guid: filledField,
  backup: referenceField,
  roleType: optionalEnumField,
  retentionHint: enumField.pipe(z.enum(['STANDARD_RETENTION', 'TO_REMOVE', 'ARCHIVE'])),
  archiveExpire: momentField,
});

type Mark = z.output<typeof markSchema>;

interface Marked {
  backup: Backup;
  location: BackupLocation;
  mark: Mark;
}

function locationOf(call: Call, mark: Mark): { backup: Backup; location: BackupLocation } {
  const own = mark.guid === null ? undefined : locationByGuid(call, mark.guid);
  if (own !== undefined) return own;
  const backup = found(
    call.sim.world.backups.get(mark.guid ?? '') ?? call.sim.world.backups.get(mark.backup ?? ''),
    'Backup',
  );
  return {
    backup,
    location: found(
      backup.locations.find(({ role }) => role === (mark.roleType ?? 'PRIMARY')),
      'Backup location',
    ),
  };
}

async function requestedMarks(call: Call): Promise<Marked[]> {
  const marks = parseBody(listField(markSchema), await call.body()) ?? [];
  return marks.map((mark) => {
    if (mark.retentionHint === 'ARCHIVE' && mark.archiveExpire == null)
      throw badRequest("Field 'archiveExpire' is missing or not valid");
    return { ...locationOf(call, mark), mark };
  });
}

function expiryOf({ retentionHint, archiveExpire }: Mark): number | null {
  return retentionHint === 'ARCHIVE' ? (archiveExpire ?? null) : null;
}

/** The effect of the marks, beside the present state; nothing is written. */
const preview: Handler = async (call) => {
  const { wire } = call;
  const marked = await requestedMarks(call);
  return call.context.json(
    marked.map(({ backup, location, mark }) => ({
      ...locationRecord(call, backup, location),
      guid: backup.guid,
      retentionHint: wire.enum(mark.retentionHint),
      archiveExpire: wire.optional(expiryOf(mark)),
      previousType: wire.enum(backup.type),
      previousHint: wire.enum(location.retentionHint),
      previousArchiveExpire: wire.optional(location.archiveExpire),
    })),
  );
};

/** Marks: the daily cleanup respects them (14.11). */
const mark: Handler = async (call) => {
  for (const { location, mark: wanted } of await requestedMarks(call))
    Object.assign(location, { retentionHint: wanted.retentionHint, archiveExpire: expiryOf(wanted) });
  return call.context.body(null, 204);
};

/** Marking of backups to keep or to remove (4.3). */
export const retentionMarkRoutes: Routes = (api, on) => {
  api.post('/retention/mark-backups/preview', on(preview));
  api.post('/retention/mark-backups', on(mark));
};
