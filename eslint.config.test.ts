import { ESLint } from 'eslint';
import { describe, expect, test, vi } from 'vitest';
import tseslint from 'typescript-eslint';

// Snippets are in files that do not exist, which the type-aware rules can't read; those have their own case below.
const withoutTypes = new ESLint({ cwd: import.meta.dirname, overrideConfig: [tseslint.configs.disableTypeChecked] });
const withTypes = new ESLint({ cwd: import.meta.dirname });

async function faults(
  eslint: ESLint,
  filePath: string,
  code: string,
): Promise<{ rule: string | null; severity: number }[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, severity }) => ({ rule: ruleId, severity }));
}

const use = (imports: string, name = 'thing') => `${imports}\nexport const used = ${name};\n`;
const imports = 'no-restricted-imports';
const syntax = 'no-restricted-syntax';

const illegal: [why: string, file: string, code: string, rule: string][] = [
  ['a word in a page', 'components/x/y.tsx', 'export const used = <p>Hello</p>;\n', syntax],
  ['a word in a label', 'components/x/y.tsx', 'export const used = <input aria-label="Name" />;\n', syntax],
  [
    'a component that knows the database',
    'components/x/y.tsx',
    use("import { thing } from '@/lib/db/client';"),
    imports,
  ],
  [
    'a component that knows a use case',
    'components/x/y.tsx',
    use("import { thing } from '@/lib/portal/x/y';"),
    imports,
  ],
  [
    'a type import across the same wall',
    'components/x/y.tsx',
    "import type { Thing } from '@/lib/db/client';\nexport type X = Thing;\n",
    imports,
  ],
  ['a re-export across the same wall', 'components/x/y.ts', "export { thing } from '@/lib/db/client';\n", imports],
  ['a side-effect import across the same wall', 'components/x/y.ts', "import '@/lib/db/client';\n", imports],
  [
    'a dynamic import across the same wall',
    'components/x/y.ts',
    "export const load = () => import('@/lib/db/client');\n",
    syntax,
  ],
  ['a computed import', 'lib/portal/x/y.ts', 'export const load = (name: string) => import(name);\n', syntax],
  ['a climb with ..', 'lib/portal/x/y.ts', use("import { thing } from '../scope/tenant-scope';"), imports],
  ['a climb hidden behind ./', 'lib/portal/x/y.ts', use("import { thing } from './../../db/client';"), imports],
  ['a page that knows the database', 'app/machines/page.tsx', use("import { thing } from '@/lib/db/client';"), imports],
  ['a page that knows the log-in library', 'app/machines/page.tsx', use("import { thing } from 'next-auth';"), imports],
  [
    'a route that knows lib/auth',
    'app/api/v1/machines/route.ts',
    use("import { thing } from '@/lib/auth/actor';"),
    imports,
  ],
  [
    'a contract that knows anything of ours',
    'lib/contracts/x.ts',
    use("import { thing } from '@/lib/core/env';"),
    imports,
  ],
  ['a use case that knows Next', 'lib/portal/x/y.ts', use("import { thing } from 'next/headers';"), imports],
  ['a use case that knows React', 'lib/portal/x/y.ts', use("import { thing } from 'react';"), imports],
  [
    'a use case that knows HTTP',
    'lib/portal/x/y.ts',
    use("import { thing } from '@/lib/http/request/serve';"),
    imports,
  ],
  [
    'a use case that calls Storware without a handle',
    'lib/portal/x/y.ts',
    use("import { thing } from '@/lib/storware/tasks';"),
    imports,
  ],
  [
    'a use case that reads everything',
    'lib/portal/x/y.ts',
    use("import { thing } from '@/lib/storware/unscoped/machines';"),
    imports,
  ],
  [
    'a use case that mints a handle',
    'lib/portal/x/y.ts',
    use("import { mintAuthorizedMachine as thing } from '@/lib/storware/authorized-handles';"),
    imports,
  ],
  [
    'a use case that mints the handle of a policy',
    'lib/portal/x/y.ts',
    use("import { mintAuthorizedPolicy as thing } from '@/lib/storware/authorized-handles';"),
    imports,
  ],
  [
    'a use case that mints the handle of a schedule',
    'lib/portal/x/y.ts',
    use("import { mintAuthorizedSchedule as thing } from '@/lib/storware/authorized-handles';"),
    imports,
  ],
  [
    'a mint behind a namespace',
    'lib/portal/x/y.ts',
    use("import * as thing from '@/lib/storware/authorized-handles';"),
    imports,
  ],
  [
    'a use case that opens a scope',
    'lib/portal/x/y.ts',
    use("import { openTenantScope as thing } from '@/lib/portal/scope/tenant-scope';"),
    imports,
  ],
  [
    'a page that opens a scope',
    'app/machines/page.tsx',
    use("import { openTenantScope as thing } from '@/lib/portal/scope/tenant-scope';"),
    imports,
  ],
  ['the mirror that knows a use case', 'lib/mirror/x.ts', use("import { thing } from '@/lib/portal/x/y';"), imports],
  [
    'the Storware client that knows the database',
    'lib/storware/x.ts',
    use("import { thing } from '@/lib/db/client';"),
    imports,
  ],
  ['Prisma outside its layer', 'lib/portal/x/y.ts', use("import { thing } from '@prisma/client';"), imports],
  ['next-auth outside its layer', 'lib/http/x.ts', use("import { thing } from 'next-auth';"), imports],
  ['undici outside its layer', 'lib/mirror/x.ts', use("import { thing } from 'undici';"), imports],
  [
    'the simulator that knows the portal',
    'simulator/x.ts',
    use("import { thing } from '@/lib/contracts/me';"),
    imports,
  ],
  ['the portal that knows the simulator', 'lib/storware/x.ts', use("import { thing } from '@/simulator/x';"), imports],
  ['a tool that imports the simulator', 'scripts/x.ts', use("import { thing } from '@/simulator/x';"), imports],
  ['a tool that imports a use case', 'scripts/x.ts', use("import { thing } from '@/lib/portal/x/y';"), imports],
  ['the proxy that knows the database', 'proxy.ts', use("import { thing } from '@/lib/db/client';"), imports],
  [
    'the environment outside lib/core/env',
    'lib/portal/x/y.ts',
    'export const used = process.env.HOME;\n',
    'no-restricted-properties',
  ],
  [
    'the environment by destructuring',
    'lib/portal/x/y.ts',
    'const { env } = process;\nexport const used = env;\n',
    'no-restricted-properties',
  ],
  [
    'the environment through globalThis',
    'lib/portal/x/y.ts',
    'export const used = globalThis.process.env.HOME;\n',
    syntax,
  ],
  [
    'the environment through node:process',
    'lib/portal/x/y.ts',
    use("import { env as thing } from 'node:process';"),
    imports,
  ],
  [
    'fetch outside lib/client/http/api',
    'components/x/y.ts',
    "export const used = fetch('/x');\n",
    'no-restricted-globals',
  ],
  [
    'fetch through globalThis',
    'lib/portal/x/y.ts',
    "export const used = globalThis.fetch('/x');\n",
    'no-restricted-properties',
  ],
  [
    'a second event stream',
    'lib/client/http/api.ts',
    "export const used = new EventSource('/x');\n",
    'no-restricted-globals',
  ],
  [
    'a time that is reckoned from the browser’s clock',
    'components/x/y.tsx',
    'export const used = Date.now();\n',
    syntax,
  ],
  ['a date of the browser’s clock', 'lib/client/x.ts', 'export const used = new Date();\n', syntax],
  [
    'a second way to write',
    'components/x/y.ts',
    "import { useMutation } from '@tanstack/react-query';\nexport const useIt = () => useMutation({});\n",
    syntax,
  ],
  [
    'a write that may be sent twice',
    'lib/client/x.ts',
    "import { sendWrite } from './api';\nexport const used = sendWrite;\n",
    syntax,
  ],
  ['a query that no event reaches', 'lib/client/x.ts', 'export const used = { queryFn: () => 1 };\n', syntax],
  ['a server file without its mark', 'lib/portal/x/y.ts', use("import { thing } from '@/lib/db/client';"), syntax],
  ['a default export', 'lib/portal/x/y.ts', 'export default 1;\n', syntax],
  ['a barrel', 'lib/portal/x/index.ts', 'export const used = 1;\n', syntax],
  ['a drawer for everything', 'components/x/utils.ts', 'export const used = 1;\n', syntax],
  ['a named import of zod', 'lib/contracts/x.ts', use("import { z as thing } from 'zod';"), syntax],
  ['a file over 300 lines', 'lib/portal/x/y.ts', '// line\n'.repeat(301), 'max-lines'],
  ['any', 'lib/portal/x/y.ts', 'export const used: any = 1;\n', '@typescript-eslint/no-explicit-any'],
  [
    'a non-null assertion',
    'lib/portal/x/y.ts',
    'export const used = [1][0]!;\n',
    '@typescript-eslint/no-non-null-assertion',
  ],
  [
    'a type imported as a value',
    'lib/portal/x/y.ts',
    "import { Thing } from './z';\nexport type X = Thing;\n",
    '@typescript-eslint/consistent-type-imports',
  ],
  ['it() in a test', 'lib/portal/x/y.test.ts', use("import { it as thing } from 'vitest';"), imports],
  [
    'an image without a text',
    'components/x/y.tsx',
    'export const Used = () => <img src="/x.png" />;\n',
    'jsx-a11y/alt-text',
  ],
  [
    'a conditional hook',
    'components/x/y.tsx',
    "import { useState } from 'react';\nexport const useX = (on: boolean) => { if (on) useState(1); };\n",
    'react-hooks/rules-of-hooks',
  ],
  [
    'a disable that disables nothing',
    'lib/portal/x/y.ts',
    '// eslint-disable-next-line no-console\nexport const used = 1;\n',
    '',
  ],
];

const server = "import 'server-only';\n";
const legal: [why: string, file: string, code: string][] = [
  ['a page that calls a use case', 'app/machines/page.tsx', use("import { thing } from '@/lib/portal/x/y';")],
  [
    'a page with components and contracts',
    'app/machines/page.tsx',
    use(
      "import { thing } from '@/components/x/y';\nimport type { Me } from '@/lib/contracts/me';\nexport type M = Me;",
    ),
  ],
  [
    'a route made by a factory',
    'app/api/v1/machines/route.ts',
    use("import { tenantRoute as thing } from '@/lib/http/routes/api-routes';"),
  ],
  ['the log-in route', 'app/api/auth/[...nextauth]/route.ts', use("import { thing } from '@/lib/auth/route-handler';")],
  [
    'a component with React and the client',
    'components/x/y.tsx',
    use(
      "import { useState as thing } from 'react';\nimport { api } from '@/lib/client/http/api';\nexport const a = api;",
    ),
  ],
  [
    'a use case with its parts',
    'lib/portal/x/y.ts',
    `${server}${use("import { thing } from '@/lib/db/client';\nimport type { TenantScope } from '@/lib/portal/scope/tenant-scope';\nexport type S = TenantScope;")}`,
  ],
  [
    'a use case with a handle it was given',
    'lib/portal/x/y.ts',
    "import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';\nexport type H = AuthorizedMachine;\n",
  ],
  [
    'the scope that mints',
    'lib/portal/scope/x.ts',
    use("import { mintAuthorizedMachine as thing } from '@/lib/storware/authorized-handles';"),
  ],
  [
    'the journal that mints',
    'lib/journal/x.ts',
    use("import { mintAuthorizedMachine as thing } from '@/lib/storware/authorized-handles';"),
  ],
  [
    'the factory that opens a scope',
    'lib/http/x.ts',
    use("import { openTenantScope as thing } from '@/lib/portal/scope/tenant-scope';"),
  ],
  [
    'the sync that reads everything',
    'lib/mirror/x.ts',
    use("import { thing } from '@/lib/storware/unscoped/machines';"),
  ],
  [
    'the server start that loads the worker late',
    'instrumentation.ts',
    "export const load = () => import('@/lib/worker/start');\n",
  ],
  ['the environment where it is read', 'lib/core/env.ts', 'export const used = process.env.HOME;\n'],
  ['fetch in the API client', 'lib/client/http/api.ts', "export const used = fetch('/x');\n"],
  ['the one event stream', 'lib/client/live/event-stream.ts', "export const used = new EventSource('/x');\n"],
  [
    'a test that uses the real parts',
    'lib/portal/x/y.integration.test.ts',
    use("import { thing } from '@/lib/db/client';"),
  ],
  [
    'the simulator with its library',
    'simulator/x.ts',
    use("import { thing } from 'hono';\nimport { other } from '@/simulator/world';\nexport const o = other;"),
  ],
  [
    'a pure server file without the mark',
    'lib/mirror/x.ts',
    "import type { Db } from '@/lib/db/client';\nexport type D = Db;\n",
  ],
];

// The first snippet loads the plugins, and reading types loads the whole project.
vi.setConfig({ testTimeout: 120_000 });

describe('directions', () => {
  test.each(illegal)('refuses %s', async (_why, file, code, rule) => {
    const found = await faults(withoutTypes, file, code);
    expect(found).toContainEqual({ rule: rule === '' ? null : rule, severity: 2 });
  });

  test.each(legal)('allows %s', async (_why, file, code) => {
    expect(await faults(withoutTypes, file, code)).toEqual([]);
  });
});

describe('rules that read types', () => {
  test('refuses a floating promise, and a switch that is not exhaustive', async () => {
    const code = `
      type Side = 'left' | 'right';
      export function turn(side: Side): number { switch (side) { case 'left': return 1; } return 2; }
      export function forget(): void { Promise.resolve(1); }
      export const handlers = [1].forEach(async () => Promise.resolve());
    `;
    const found = await faults(withTypes, 'lib/core/process-state.ts', code);
    for (const rule of ['no-floating-promises', 'no-misused-promises', 'switch-exhaustiveness-check']) {
      expect(found).toContainEqual({ rule: `@typescript-eslint/${rule}`, severity: 2 });
    }
  });
});
