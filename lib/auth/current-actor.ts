import 'server-only';
import { Language } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { claimFor, isUnclaimed } from '@/lib/core/call-context';
import { db } from '@/lib/db/client';
import { sessionVerdict, touchEveryMs } from './session-cookie';
import type { SessionClaims } from './session-cookie';

const sessionShape = {
  id: true,
  userId: true,
  activeTenantId: true,
  createdAt: true,
  lastUsedAt: true,
  endedAt: true,
  user: {
    select: {
      name: true,
      email: true,
      isProvider: true,
      timeZone: true,
      language: true,
      disabledAt: true,
      memberships: {
        select: {
          role: true,
          tenant: { select: { id: true, slug: true, name: true, timeZone: true, language: true } },
        },
      },
    },
  },
} as const;

/**
 * Who is behind these claims, as the database has it now; null when the session has ended, was idle or old too long, or
 * its user is disabled or gone. `isUse` notes the use, which is what keeps a session from becoming idle.
 */
export async function currentActor(
  claims: SessionClaims | null,
  { isUse, now = new Date() }: { isUse: boolean; now?: Date },
): Promise<Actor | null> {
  if (!claims) return null;
  // Until it is known in which tenant: whoever floods the portal waits for themselves.
  if (isUnclaimed()) claimFor({ tenant: `person ${claims.sub}`, person: claims.sid });
  const session = await readSession(claims.sid);
  if (!session || session.userId !== claims.sub) return null;
  const verdict = sessionVerdict(session, now);
  if (verdict !== 'live' || session.user.disabledAt) {
    if (verdict !== 'ended')
      await db().session.updateMany({ where: { id: session.id, endedAt: null }, data: { endedAt: now } });
    return null;
  }
  if (isUse && now.getTime() - session.lastUsedAt.getTime() >= touchEveryMs) {
    await db().session.updateMany({
      where: { id: session.id, endedAt: null, lastUsedAt: { lt: now } },
      data: { lastUsedAt: now },
    });
  }
  return actorOf(session);
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof readSession>>>;
const readSession = (id: string) => db().session.findUnique({ where: { id }, select: sessionShape });

function actorOf({ id, userId, activeTenantId, user }: SessionRow): Actor {
  const memberships = user.memberships.map(({ role, tenant }) => ({
    tenantId: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    role,
    timeZone: tenant.timeZone,
    language: languageOf(tenant),
  }));
  return {
    userId,
    name: user.name,
    email: user.email,
    isProvider: user.isProvider,
    timeZone: user.timeZone,
    language: languageOf(user),
    sessionId: id,
    activeTenantId,
    memberships: memberships.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.slug.localeCompare(b.slug, 'en')),
  };
}

/** The language of a row; null for none, and for one that this portal does not speak. */
function languageOf({ language }: { language: string | null }): Language | null {
  return Language.safeParse(language).data ?? null;
}
