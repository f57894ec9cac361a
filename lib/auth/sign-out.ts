import 'server-only';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { SessionClaims } from './session-cookie';

/** Ends the session behind `claims` for good, wherever its cookie was copied to; one that has ended already is left as it is. */
export async function signOut(claims: SessionClaims, requestId: string, now = new Date()): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: claims.sid, userId: claims.sub, endedAt: null },
      data: { endedAt: now },
    });
    if (count === 0) return;
    const user = await tx.user.findUniqueOrThrow({ where: { id: claims.sub }, select: { name: true } });
    await audit(tx, {
      tenantId: null,
      actor: { id: claims.sub, name: user.name },
      action: 'session.sign-out',
      object: { kind: 'user', id: claims.sub, name: user.name },
      outcome: 'SUCCEEDED',
      requestId,
    });
  });
}
