import 'server-only';
import { entitledLists } from '@/lib/contracts/provider';
import type { EntitledList, Entitlements, PutEntitlementsBody } from '@/lib/contracts/provider';
import type { FieldFault } from '@/lib/contracts/problem';
import type { Ref } from '@/lib/contracts/scalar';
import { AppError } from '@/lib/core/app-error';
import { fieldFault } from '@/lib/core/say';
import { audit, changeOf } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { EntitledKind } from '@/lib/db/generated/client';
import { ownPlaces, PlaceFacts } from '@/lib/portal/scope/own-places';
import { requireTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope, ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';

/** Each list of the API and the name of its kind in the database. */
const kindOfList: Readonly<Record<EntitledList, EntitledKind>> = {
  destinations: 'DESTINATION',
  managers: 'MANAGER',
  hypervisors: 'HYPERVISOR',
  clusters: 'CLUSTER',
  storages: 'STORAGE',
  projects: 'PROJECT',
  networks: 'NETWORK',
  flavors: 'FLAVOR',
  nodes: 'NODE',
};

/** What a tenant may use without owning it; `not_found` for a tenant that does not exist. */
export async function getEntitlements(scope: ProviderScope, slug: string): Promise<Entitlements> {
  const tenant = await requireTenant(db(), scope, slug, {
    id: true,
    externalId: true,
    ownPlaces: true,
    allowsIscsi: true,
  });
  const rows = await db().entitlement.findMany({ where: { tenantId: tenant.id }, orderBy: { guid: 'asc' } });
  const own = tenant.ownPlaces ? await ownPlaces(db(), tenant) : null;
  const listed: Partial<Entitlements['listed']> = {};
  const derived: Partial<Entitlements['own']> = {};
  for (const list of entitledLists) {
    const kind = kindOfList[list];
    const given = rows.filter((row) => row.kind === kind).map(({ guid }) => guid);
    const mine = kind === 'DESTINATION' ? [] : [...(own?.[kind] ?? [])];
    const names = await namesOf(kind, [...given, ...mine]);
    listed[list] = given.map((guid) => ({ guid, name: names.get(guid) ?? null }));
    derived[list] = mine
      .flatMap((guid): Ref[] => (names.has(guid) ? [{ guid, name: names.get(guid) ?? '' }] : []))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.guid < b.guid ? -1 : 1));
  }
  return {
    ownPlaces: tenant.ownPlaces,
    iscsi: tenant.allowsIscsi,
    defaultDestination: rows.find((row) => row.kind === 'DESTINATION' && row.isDefault)?.guid ?? null,
    listed: listed as Entitlements['listed'],
    own: derived as Entitlements['own'],
  };
}

/** With names for the provider: managers and hypervisors by their addresses. */
async function namesOf(kind: EntitledKind, guids: readonly string[]): Promise<Map<string, string>> {
  if (guids.length === 0) return new Map();
  const rows = await db().mirrorInfrastructure.findMany({
    where: { kind, guid: { in: [...guids] } },
    select: { guid: true, name: true, data: true },
  });
  return new Map(rows.map(({ guid, name, data }) => [guid, PlaceFacts.parse(data).address ?? name]));
}

type Wanted = { kind: EntitledKind; guid: string; isDefault: boolean; path: string };

/**
 * Replaces what a tenant may use. What is not listed is removed; a guid that Storware does not know can't be added
 * (422, with its position), but listed ones that were deleted since may stay. Open pages of the tenant read again.
 */
export async function putEntitlements(
  scope: ProviderWriteScope,
  slug: string,
  body: PutEntitlementsBody,
): Promise<Entitlements> {
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Tenant" WHERE "slug" = ${slug} FOR UPDATE`;
    const tenant = await requireTenant(tx, scope, slug, {
      id: true,
      name: true,
      ownPlaces: true,
      allowsIscsi: true,
    });
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
    const names = await namesIn(tx, [...added, ...removed], [defaultOf(before), body.defaultDestination]);
    const said = (rows: readonly { kind: EntitledKind; guid: string }[]) =>
      rows.map((row) => `${row.kind} ${names.get(row.guid) ?? row.guid}`).sort();
    const nameOf = (guid: string | null) => (guid === null ? null : (names.get(guid) ?? guid));
    await audit(tx, {
      tenantId: tenant.id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: 'entitlements.change',
      object: { kind: 'tenant', id: tenant.id, name: tenant.name },
      outcome: 'SUCCEEDED',
      ...changeOf(
        { ownPlaces: tenant.ownPlaces, iscsi: tenant.allowsIscsi, defaultDestination: nameOf(defaultOf(before)) },
        { ownPlaces: body.ownPlaces, iscsi: body.iscsi, defaultDestination: nameOf(body.defaultDestination) },
      ),
      detail: { added: said(added).slice(0, namedInAudit), removed: said(removed).slice(0, namedInAudit) },
    });
    await recordTenantChanges(tx, [{ tenantId: tenant.id, kind: 'resync', objectId: '' }]);
  });
  return getEntitlements(scope, slug);
}

/** More than this many names would make an entry of the audit trail that nobody reads. */
const namedInAudit = 200;

function defaultOf(rows: readonly { kind: EntitledKind; guid: string; isDefault: boolean }[]): string | null {
  return rows.find((row) => row.kind === 'DESTINATION' && row.isDefault)?.guid ?? null;
}

async function namesIn(
  tx: Tx,
  rows: readonly { guid: string }[],
  more: readonly (string | null)[],
): Promise<Map<string, string>> {
  const guids = [...rows.map(({ guid }) => guid), ...more.flatMap((guid) => guid ?? [])];
  const known = await tx.mirrorInfrastructure.findMany({
    where: { guid: { in: guids } },
    select: { guid: true, name: true },
  });
  return new Map(known.map(({ guid, name }) => [guid, name]));
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
    .map(({ path }) => fieldFault(path, 'field.destinationUnknown'));
  if (defaultDestination !== null && !listed.destinations.includes(defaultDestination))
    faults.push(fieldFault('defaultDestination', 'field.destinationNotListed'));
  return faults;
}
