import { ensureGenerated } from '@/scripts/support/generate';

/** Vitest's global set-up of the integration tests: one PostgreSQL for all workers. Returns the tear-down. */
export async function setup(): Promise<() => Promise<void>> {
  ensureGenerated();
  const { startTestDatabaseServer } = await import('@/scripts/test-support/database-server');
  const server = await startTestDatabaseServer();
  return () => server.stop();
}
