import 'server-only';
import { db } from '@/lib/db/client';
import { announcingMachines } from './announcing-machines';
import { inChunks } from './in-chunks';
import { mirrorTransaction } from './mirror-transaction';
import { loadPolicyOutlooks } from './policy-outlook';
import { rejudgeMachines } from './rejudge-machines';
import { settleMachines } from './settle-machines';

const machinesAtOnce = 200;

/** Judges anew what rests on backup destinations that have gone or come: recovery points with a copy there, and machines whose policy stores there. */
export async function settleDestinations(guids: readonly string[], signal?: AbortSignal): Promise<void> {
  if (guids.length === 0) return;
  const now = new Date();
  const machines = await db().$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT b."machineGuid" AS guid FROM "MirrorBackup" b, jsonb_array_elements(b.locations) AS copy
    WHERE copy->>'destinationGuid' = ANY(${[...guids]}::text[]) ORDER BY 1`;
  const outlooks = await loadPolicyOutlooks(db(), now);
  for (const some of inChunks(
    machines.map(({ guid }) => guid),
    machinesAtOnce,
  )) {
    signal?.throwIfAborted();
    await mirrorTransaction((tx) =>
      announcingMachines(tx, some, () => settleMachines(tx, some, { outlooks, now, backupsAt: null })),
    );
  }
  const policies = await db().$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT p.guid FROM "MirrorPolicy" p, jsonb_array_elements(p.rules) AS rule, jsonb_array_elements(rule->'destinations') AS place
    WHERE place->>'guid' = ANY(${[...guids]}::text[])`;
  await rejudgeMachines(policies.map(({ guid }) => guid));
}
