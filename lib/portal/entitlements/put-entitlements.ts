import 'server-only';
import { entitledLists } from '@/lib/contracts/entitlements';
import type { Entitlements, PutEntitlementsBody } from '@/lib/contracts/entitlements';
import type { FieldFault } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { EntitledKind } from '@/lib/db/generated/client';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import { getEntitlements, kindOfList } from './get-entitlements';

type Wanted = { kind: EntitledKind; guid: string; isDefault: boolean; path: string };

/**
 * Replaces what a tenant may use. What is not named is taken away; a guid that Storware does not know can't be added
 * (422, with its place), one that was listed before and has gone since may stay. Open pages of the tenant read anew.
 */
export async function putEntitlements(
  scope: ProviderScope,
  slug: string,
  body: PutEntitlementsBody,
): Promise<Entitlements> {
  await db().$transaction(async (tx) => {
    const [tenant] = await tx.$queryRaw<{ id: string; name: string; ownPlaces: boolean; allowsIscsi: boolean }[]>`
      SELECT "id", "name", "ownPlaces", "allowsIscsi" FROM "Tenant" WHERE "slug" = ${slug} FOR UPDATE`;
    if (!tenant) throw new AppError('not_found', { meta: { kind: 'tenant', slug } });
    const wanted = wantedOf(body);
    const before = await tx.entitlement.findMany({ where: { tenantId: tenant.id } });
    const had = new Map(before.map((row) => [keyOf(row), row.isDefault]));
    const added = wanted.filter((one) => !had.has(keyOf(one)));
    const errors = await faultsOf(tx, body, added);
    if (errors.length > 0) throw new AppError('validation_failed', { errors });
    const kept = new Set(wanted.map(keyOf));
    const removed = before.filter((row) => !kept.has(keyOf(row)));
    const isSame =
      added.length === 0 &&
      removed.length === 0 &&
      tenant.ownPlaces === body.ownPlaces &&
      tenant.allowsIscsi === body.iscsi &&
      wanted.every((one) => had.get(keyOf(one)) === one.isDefault);
    if (isSame) return;
    await tx.entitlement.deleteMany({ where: { tenantId: tenant.id } });
    await tx.entitlement.createMany({
      data: wanted.map(({ kind, guid, isDefault }) => ({ tenantId: tenant.id, kind, guid, isDefault })),
    });
    await tx.tenant.update({ where: { id: tenant.id }, data: { ownPlaces: body.ownPlaces, allowsIscsi: body.iscsi } });
    const keys = (rows: readonly { kind: EntitledKind; guid: string }[]) => rows.map(keyOf).sort();
    await audit(tx, {
      tenantId: tenant.id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: 'entitlements.change',
      object: { kind: 'tenant', id: tenant.id, name: tenant.name },
      outcome: 'SUCCEEDED',
      detail: {
        ownPlaces: body.ownPlaces,
        iscsi: body.iscsi,
        defaultDestination: body.defaultDestination,
        added: keys(added),
        removed: keys(removed),
      },
      requestId: scope.requestId,
    });
    await recordTenantChanges(tx, [{ tenantId: tenant.id, kind: 'resync', objectId: '' }]);
  });
  return getEntitlements(scope, slug);
}

function keyOf({ kind, guid }: { kind: EntitledKind; guid: string }): string {
  return `${kind} ${guid}`;
}

function wantedOf({ listed, defaultDestination }: PutEntitlementsBody): Wanted[] {
  return entitledLists.flatMap((list) =>
    listed[list].map((guid, index) => ({
      kind: kindOfList[list],
      guid,
      isDefault: list === 'destinations' && guid === defaultDestination,
      path: `listed.${list}.${index}`,
    })),
  );
}

async function faultsOf(
  tx: Tx,
  { listed, defaultDestination }: PutEntitlementsBody,
  added: readonly Wanted[],
): Promise<FieldFault[]> {
  const known = await tx.mirrorInfrastructure.findMany({
    where: { guid: { in: added.map(({ guid }) => guid) } },
    select: { kind: true, guid: true },
  });
  const faults = added
    .filter(({ kind, guid }) => !known.some((row) => row.kind === kind && row.guid === guid))
    .map(({ path }) => ({ path, message: 'is not known to the backup system' }));
  if (defaultDestination !== null && !listed.destinations.includes(defaultDestination))
    faults.push({ path: 'defaultDestination', message: 'must be one of the listed destinations' });
  return faults;
}
