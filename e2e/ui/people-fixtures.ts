import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { openTestDb } from '@/e2e/api/test-db';
import { PortalSession } from '@/e2e/api/portal-session';
import { stack } from '@/e2e/support/stack';
import type { Role } from '@/lib/contracts/me';
import { test as base } from './fixtures';

export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface OwnTenant {
  slug: string;
  name: string;
  /** Makes somebody of this tenant, with the password of the demo. */
  add: (name: string, role: Role) => Promise<Person>;
}

/** A tenant and people of a test's own, so that it disturbs nobody. */
export const test = base.extend<{
  tenant: OwnTenant;
  openFor: (person: Pick<Person, 'email'>, options?: BrowserContextOptions) => Promise<Page>;
}>({
  tenant: async ({}, use) => {
    const db = openTestDb(stack().databaseUrl);
    const key = randomUUID().slice(0, 8);
    const { id: tenantId, ...tenant } = await db.tenant.create({
      data: { slug: `own-${key}`, name: `Umbrella ${key}` },
      select: { id: true, slug: true, name: true },
    });
    const { passwordHash } = await db.user.findUniqueOrThrow({ where: { email: 'admin@acme.test' } });
    await use({
      ...tenant,
      add: (name, role) =>
        db.user.create({
          data: {
            name,
            email: `${randomUUID()}@umbrella.test`,
            passwordHash,
            memberships: { create: { tenantId, role } },
          },
          select: { id: true, name: true, email: true },
        }),
    });
    await db.$disconnect();
  },

  openFor: async ({ openAnonymous, stack: { url } }, use) => {
    await use(async ({ email }, options) => {
      const page = await openAnonymous(options);
      await page.context().addCookies((await PortalSession.signIn(url, email)).browserCookies());
      return page;
    });
  },
});
