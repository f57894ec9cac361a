import 'server-only';
import type { ProviderRole } from '@/lib/contracts/me';
import { audit, changeOf } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import type { Db, Tx } from '@/lib/db/client';
import { hashPassword } from './password';
import { forgetAccount } from './sign-in-throttle';

type NewProvider = {
  email: string;
  name: string;
  passwordHash: string;
  /** Who makes it, for the audit trail; null: the person of the account. */
  actor: AuditInput['actor'] | null;
  address?: string;
  requestId?: string;
  now: Date;
};

/** Makes a provider's account in the caller's transaction, which ends the set-up for good. */
export async function createProvider(tx: Tx, given: NewProvider): Promise<void> {
  const { email, name, passwordHash, actor, address, requestId, now } = given;
  const { id } = await tx.user.create({
    data: { email, name, passwordHash, providerRole: 'PROVIDER' },
    select: { id: true },
  });
  await closeSetup(tx, now);
  await audit(tx, {
    tenantId: null,
    actor: actor ?? { id, name },
    action: 'provider.create',
    object: { kind: 'user', id, name },
    outcome: 'SUCCEEDED',
    after: { name, providerRole: 'PROVIDER' },
    address,
    requestId,
  });
}

/** From now on there is no set-up in this database any more; its codes are forgotten. */
export async function closeSetup(tx: Tx, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Setup" AS s ("id", "closedAt") VALUES (1, ${now})
    ON CONFLICT ("id") DO UPDATE SET "codes" = '[]', "closedAt" = COALESCE(s."closedAt", EXCLUDED."closedAt")`;
}

/** Who acts where somebody has the terminal of the machine. */
const commandLine: AuditInput['actor'] = { id: null, name: 'Command line' };

type ProviderOrder = {
  /** Normalised. */
  email: string;
  /** Null: an account that is there keeps its name, a new one is called by its address. */
  name: string | null;
  password: string;
  authSecret: string;
  now?: Date;
};

/**
 * Makes a provider's account. One that is there already gets the password, becomes that of a provider of all tenants and usable: its sessions end and its
 * failed sign-ins are forgotten. That is the way back for who is locked out, so it asks for nothing but the database.
 */
export async function putProvider(db: Db, order: ProviderOrder): Promise<'created' | 'changed'> {
  const { email, authSecret, now = new Date() } = order;
  const passwordHash = await hashPassword(order.password);
  return db.$transaction(async (tx) => {
    const [found] = await tx.$queryRaw<
      { id: string; name: string; providerRole: ProviderRole | null; disabledAt: Date | null }[]
    >`
      SELECT "id", "name", "providerRole", "disabledAt" FROM "User" WHERE "email" = ${email} FOR UPDATE`;
    await forgetAccount(tx, email, authSecret);
    if (!found) {
      const name = order.name ?? email.split('@', 1).join('');
      await createProvider(tx, { email, name, passwordHash, actor: commandLine, now });
      return 'created';
    }
    const { id } = found;
    const name = order.name ?? found.name;
    await tx.user.update({
      where: { id },
      data: { name, passwordHash, providerRole: 'PROVIDER', providerLimited: false, disabledAt: null },
    });
    const { count } = await tx.session.updateMany({ where: { userId: id, endedAt: null }, data: { endedAt: now } });
    await closeSetup(tx, now);
    await audit(tx, {
      tenantId: null,
      actor: commandLine,
      action: 'provider.recover',
      object: { kind: 'user', id, name },
      outcome: 'SUCCEEDED',
      ...changeOf(
        { name: found.name, providerRole: found.providerRole, isDisabled: found.disabledAt !== null },
        { name, providerRole: 'PROVIDER', isDisabled: false },
      ),
      detail: { endedSessions: count },
    });
    return 'changed';
  });
}
