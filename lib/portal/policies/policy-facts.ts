import 'server-only';
import * as z from 'zod';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { openSagaStates } from '@/lib/journal/policy-lock';
import { loadPlaces } from '@/lib/mirror/places';
import { obstacleOf } from '@/lib/mirror/policy-outlook';
import { StoredRule } from '@/lib/mirror/stored-json';
import type { PolicyRow } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { MirroredSchedule } from '@/lib/portal/schedules/present-schedule';

/** Everything that is known of a policy that the tenant may see. */
export type PolicyFacts = {
  readonly guid: string;
  /** Null for the provider's. */
  readonly own: PolicyRow | null;
  /** As mirrored; null when Storware does not have it any more. */
  readonly held:
    (Omit<Prisma.MirrorPolicyGetPayload<object>, 'rules'> & { readonly rules: readonly StoredRule[] }) | null;
  readonly machines: readonly { readonly guid: string; readonly name: string }[];
  /** All that its rules and its own schedules name, by guid. */
  readonly schedules: ReadonlyMap<string, MirroredSchedule>;
  readonly sagaKind: string | null;
  /** Why its backups can’t be stored, as a sentence; null when nothing speaks against it. */
  readonly obstacle: string | null;
};

const storedRules = z.array(StoredRule);

/** The facts of policies that have been found to be visible, in the order of `guids`; only the tenant's own machines are among them. */
export async function policyFacts(scope: TenantScope, guids: readonly string[]): Promise<PolicyFacts[]> {
  const among = { in: [...guids] };
  const [owned, held, sagas, machines] = await Promise.all([
    db().policy.findMany({
      where: { guid: among, tenantId: scope.tenant.id },
      include: { schedules: { include: { parts: true }, orderBy: { position: 'asc' } } },
    }),
    db().mirrorPolicy.findMany({ where: { guid: among } }),
    db().saga.findMany({
      where: { policyGuid: among, state: { in: [...openSagaStates] } },
      select: { policyGuid: true, kind: true },
    }),
    db().$queryRaw<{ guid: string; name: string; policy: string }[]>`
      SELECT m.guid, m.name, m."policyGuid" AS policy FROM "MirrorMachine" m JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
      WHERE o."tenantId" = ${scope.tenant.id} AND m."deletedAt" IS NULL AND m."policyGuid" = ANY(${[...guids]}::text[])
      ORDER BY m.name COLLATE natural_order, m.guid`,
  ]);
  const rules = new Map(held.map((row) => [row.guid, storedRules.parse(row.rules)]));
  const named = [
    ...[...rules.values()].flat().flatMap(({ scheduleGuids }) => scheduleGuids),
    ...owned.flatMap(({ schedules }) => schedules.flatMap(({ parts }) => parts.map(({ guid }) => guid))),
  ];
  // A rule of the provider's may use a schedule that another tenant made: that is between those two.
  const others = db().ownership.findMany({
    where: { kind: 'SCHEDULE', guid: { in: named }, tenantId: { not: scope.tenant.id } },
    select: { guid: true },
  });
  const [rows, hidden] = await Promise.all([
    db().mirrorSchedule.findMany({ where: { guid: { in: named } } }),
    others.then((owned) => new Set(owned.map(({ guid }) => guid))),
  ]);
  const schedules = new Map(rows.filter(({ guid }) => !hidden.has(guid)).map((row) => [row.guid, row]));
  const isPlace = await loadPlaces(db());
  return guids.map((guid) => {
    const row = held.find((one) => one.guid === guid);
    return {
      guid,
      own: owned.find((one) => one.guid === guid) ?? null,
      held: row ? { ...row, rules: rules.get(guid) ?? [] } : null,
      machines: machines
        .filter(({ policy }) => policy === guid)
        .map(({ guid: machine, name }) => ({ guid: machine, name })),
      schedules,
      obstacle: obstacleOf(rules.get(guid) ?? [], isPlace),
      sagaKind: sagas.find(({ policyGuid }) => policyGuid === guid)?.kind ?? null,
    };
  });
}
