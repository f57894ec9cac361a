import 'server-only';
import pg from 'pg';
import { OperatorFault } from '@/lib/core/app-error';

/**
 * Gives the role of `portalUrl` what the portal needs in the database that `ownerUrl` migrated: to use every table, but of the audit
 * trail only to read and to append. Does nothing where both are one role.
 */
export async function grantPortalRole(ownerUrl: string, portalUrl: string): Promise<void> {
  const role = decodeURIComponent(new URL(portalUrl).username);
  if (role === '' || role === decodeURIComponent(new URL(ownerUrl).username)) return;
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  owner.on('error', () => undefined);
  try {
    await owner.connect();
    await owner.query('BEGIN');
    for (const statement of grantsFor(pg.escapeIdentifier(role))) await owner.query(statement);
    await owner.query('COMMIT');
  } catch (error) {
    throw new OperatorFault(
      `The role ${role} of DATABASE_URL could not be given its rights: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  } finally {
    await owner.end();
  }
}

function grantsFor(role: string): string[] {
  return [
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `REVOKE INSERT, UPDATE, DELETE ON "_prisma_migrations" FROM ${role}`,
    `REVOKE UPDATE, DELETE ON "AuditEntry", "AuditChain" FROM ${role}`,
    `GRANT UPDATE ("headSeq", "headHash") ON "AuditChain" TO ${role}`,
    'REVOKE EXECUTE ON FUNCTION "audit_retain"(timestamptz, integer) FROM PUBLIC',
    `GRANT EXECUTE ON FUNCTION "audit_retain"(timestamptz, integer) TO ${role}`,
  ];
}
