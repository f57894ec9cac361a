import { defineConfig } from 'prisma/config';

// lib/db gives the address to the client; this file only tells Prisma's own commands where the files are.
const url = process.env['DATABASE_URL'];

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
