import { createDb } from '@/lib/db/client';
import { seedDemoAccounts } from '@/prisma/seed/demo-accounts';
import { runCommand } from '@/scripts/support/run-command';

/** Puts the demo's tenants and people into DATABASE_URL. A program, because the portal's own modules load under Node's condition react-server only. */
await runCommand(async () => {
  const db = createDb(process.env['DATABASE_URL'] ?? '', 2);
  try {
    await seedDemoAccounts(db);
  } finally {
    await db.$disconnect();
  }
});
