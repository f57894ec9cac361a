import { randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import type { ProviderRole, Role } from '@/lib/contracts/me';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { closeDb, db } from '@/lib/db/client';
import { createTestDatabase } from '@/scripts/test-support/database';
import { hashPassword } from '@/lib/auth/password';
import { sessionCookieName } from '@/lib/auth/session';

/** Creates a database for this test file and the environment that names it. Returns the clean-up function. */
export async function startAccounts(): Promise<() => Promise<void>> {
  const database = await createTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STORWARE_URL: 'https://storware.test/api',
    STORWARE_LOGIN: 'service',
    STORWARE_PASSWORD: 'service',
    NEXTAUTH_SECRET: 'a secret of tests, 32 characters long',
  });
  log.level = 'silent';
  return async () => {
    await closeDb();
    await database.drop();
  };
}

export async function createTenant(): Promise<{ id: string; slug: string; name: string }> {
  const slug = `t-${randomUUID().slice(0, 8)}`;
  return db().tenant.create({ data: { slug, name: `Tenant ${slug}` }, select: { id: true, slug: true, name: true } });
}

export type TestUser = { id: string; email: string; password: string };

/** Creates a user with these memberships. Hashing is slow, so all users of a file share one password. */
export async function createUser({
  provider,
  memberships = [],
}: {
  /** `tenants`: ids of those that a limited provider may act for. */
  provider?: { role: ProviderRole; tenants?: readonly string[] };
  memberships?: { tenantId: string; role: Role }[];
} = {}): Promise<TestUser> {
  const email = `${randomUUID()}@portal.test`;
  passwordHash ??= await hashPassword(password);
  const { id } = await db().user.create({
    data: {
      email,
      name: `User ${email.slice(0, 8)}`,
      passwordHash,
      providerRole: provider?.role ?? null,
      providerLimited: provider?.tenants !== undefined,
      providerTenants: { create: (provider?.tenants ?? []).map((tenantId) => ({ tenantId })) },
      memberships: { create: memberships },
    },
    select: { id: true },
  });
  return { id, email, password };
}

const password = 'Correct-Horse-1';
let passwordHash: string | undefined;

/** Creates a session as a sign-in would, and its `Cookie` header. */
export async function openSession(
  userId: string,
  times: { createdAt?: Date; lastUsedAt?: Date } = {},
): Promise<{ sid: string; cookie: string }> {
  const { id: sid } = await db().session.create({ data: { userId, ...times }, select: { id: true } });
  const token = await encode({ token: { sub: userId, sid }, secret: env().authSecret, maxAge: 3600 });
  return { sid, cookie: `${sessionCookieName(false)}=${token}` };
}
