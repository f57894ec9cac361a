import { defineConfig } from 'prisma/config';

// The address is given to the client by lib/db; this file only tells Prisma's own commands where things lie.
const url = process.env['DATABASE_URL'];

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
