import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const elsewhere = ['**/node_modules/**', '.next/**', '.data/**', 'e2e/**', 'lib/db/generated/**'];
const tested = ['app', 'components', 'lib', 'prisma', 'scripts', 'simulator'];

/** Unit tests that replace modules: they need a process in which no other test has loaded them. */
function replacingModules(): string[] {
  return tested
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => /(?<!\.integration)\.test\.ts$/.test(file))
    .filter((file) => /\bvi\.(?:mock|doMock|resetModules)\(/.test(readFileSync(path.join(root, file), 'utf8')));
}

/** Also one that needs the initial state of a module: when the tab was last used. */
const isolated = ['lib/client/http/api.test.ts', ...replacingModules()];

/** Runs with the lint, whose rules it tests: it takes as long as a fifth of all unit tests. */
const ofTheLint = ['eslint.config.test.ts'];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${root}/` },
      // It throws outside React's server graph; the build checks what it guards.
      { find: /^server-only$/, replacement: path.join(root, 'node_modules/server-only/empty.js') },
    ],
  },
  test: {
    reporters: ['default'],
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...elsewhere, ...isolated, ...ofTheLint, '**/*.integration.test.ts'],
          globalSetup: 'scripts/test-support/unit-set-up.ts',
          // Loading the same modules for each file again would take half of the total time.
          isolate: false,
          // Generous, because a busy machine is no failure: property tests work hard.
          testTimeout: 60_000,
        },
      },
      { extends: true, test: { name: 'unit-isolated', include: isolated } },
      { extends: true, test: { name: 'lint', include: ofTheLint, testTimeout: 60_000 } },
      { extends: true, test: { name: 'dom', environment: 'jsdom', include: ['**/*.test.tsx'], exclude: elsewhere } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: elsewhere,
          globalSetup: 'scripts/test-support/integration-set-up.ts',
          // As above: longer than what they wait for (scripts/test-support/eventually).
          testTimeout: 150_000,
          hookTimeout: 240_000,
          pool: 'forks',
          // They wait for a simulator, a database and a clock more than they work: more of them than cores.
          maxWorkers: 6,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
