import { hashPassword } from '@/lib/auth/password';
import type { AuditAction } from '@/lib/contracts/audit';
import type { ProviderRole, Role } from '@/lib/contracts/me';
import { audit } from '@/lib/db/audit';
import type { Db, Tx } from '@/lib/db/client';

/** Password of every demo account. Only the demo and the tests create these accounts. */
export const demoPassword = 'Demo-Passw0rd';

type DemoTenant = { slug: string; name: string; timeZone: string };
type DemoUser = { email: string; name: string; provider?: ProviderRole; roles: Readonly<Record<string, Role>> };

export const demoTenants: readonly DemoTenant[] = [
  { slug: 'acme', name: 'Acme', timeZone: 'Europe/Berlin' },
  { slug: 'globex', name: 'Globex', timeZone: 'America/New_York' },
  { slug: 'initech', name: 'Initech', timeZone: 'UTC' },
];

export const demoUsers: readonly DemoUser[] = [
  { email: 'viewer@acme.test', name: 'Vera Meier', roles: { acme: 'VIEWER' } },
  { email: 'operator@acme.test', name: 'Otto Brandt', roles: { acme: 'OPERATOR' } },
  { email: 'admin@acme.test', name: 'Anna Schulz', roles: { acme: 'ADMIN' } },
  { email: 'billing@acme.test', name: 'Bea Lorenz', roles: { acme: 'BILLING' } },
  { email: 'backup@acme.test', name: 'Ben Kraft', roles: { acme: 'BACKUP_OPERATOR' } },
  { email: 'restore@acme.test', name: 'Rita Vogel', roles: { acme: 'RESTORE_OPERATOR' } },
  { email: 'viewer@globex.test', name: 'Violet Reed', roles: { globex: 'VIEWER' } },
  { email: 'operator@globex.test', name: 'Owen Hart', roles: { globex: 'OPERATOR' } },
  { email: 'admin@globex.test', name: 'Alice Ford', roles: { globex: 'ADMIN' } },
  { email: 'admin@initech.test', name: 'Ian Lumb', roles: { initech: 'ADMIN' } },
  { email: 'consultant@portal.test', name: 'Cora Lind', roles: { acme: 'OPERATOR', globex: 'VIEWER' } },
  { email: 'provider@portal.test', name: 'Paula Novak', provider: 'PROVIDER', roles: {} },
];

const marker = 'demo.accounts';

/** One lock for both seeds: two demos on one database take turns. */
export const seedLock = 7_430_010;

/** Creates the demo's tenants and users once per database. Later changes stay. Returns whether it created them. */
export async function seedDemoAccounts(db: Db): Promise<boolean> {
  if (await isSeeded(db, marker)) return false;
  const hashes = new Map(
    await Promise.all(
      demoUsers.map(async ({ email }): Promise<[string, string]> => [email, await hashPassword(demoPassword)]),
    ),
  );
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${seedLock})`;
    if (await isSeeded(tx, marker)) return false;
    for (const tenant of demoTenants) await tx.tenant.create({ data: tenant });
    const tenants = new Map(
      (await tx.tenant.findMany({ select: { id: true, slug: true } })).map(({ slug, id }) => [slug, id]),
    );
    for (const { email, name, provider, roles } of demoUsers) {
      const memberships = Object.entries(roles).flatMap(([slug, role]) => {
        const tenantId = tenants.get(slug);
        return tenantId ? [{ tenantId, role }] : [];
      });
      await tx.user.create({
        data: {
          email,
          name,
          providerRole: provider ?? null,
          passwordHash: hashes.get(email) ?? '',
          memberships: { create: memberships },
        },
      });
    }
    await markSeeded(tx, marker);
    return true;
  });
}

type DemoAction = Extract<AuditAction, `demo.${string}`>;

/** The audit trail records that a seed was done: later changes of the seeded data do not undo it. */
export async function isSeeded(tx: Tx, action: DemoAction): Promise<boolean> {
  return (await tx.auditEntry.findFirst({ where: { action }, select: { id: true } })) !== null;
}

export async function markSeeded(tx: Tx, action: DemoAction): Promise<void> {
  await audit(tx, { tenantId: null, actor: { id: null, name: 'Demo' }, action, object: null, outcome: 'SUCCEEDED' });
}
