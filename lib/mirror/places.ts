import 'server-only';
import type { Tx } from '@/lib/db/client';

/**
 * Tells of a backup destination whether it exists, as far as is known: every one does until the list of destinations was read whole once, while a part of it
 * could not be understood, and when it is empty, as an account that has lost a privilege sees it.
 */
export async function loadPlaces(tx: Tx): Promise<(destinationGuid: string) => boolean> {
  const sync = await tx.mirrorSync.findUnique({
    where: { kind: 'infrastructure' },
    select: { asOf: true, broken: true },
  });
  if (!sync?.asOf || sync.broken > 0) return () => true;
  const known = new Set(
    (await tx.mirrorInfrastructure.findMany({ where: { kind: 'DESTINATION' }, select: { guid: true } })).map(
      ({ guid }) => guid,
    ),
  );
  return known.size === 0 ? () => true : (guid) => known.has(guid);
}
