import js from '@eslint/js';
import query from '@tanstack/eslint-plugin-query';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

import { forbidden, forbiddenDynamic, layers, rootFiles } from './eslint.directions.mjs';

const clientNetwork = ['fetch', 'EventSource', 'XMLHttpRequest', 'WebSocket'];
const serverLayers = /^(?:lib\/(?!contracts|client|messages|time|core))/;
const touchesOutside =
  '^(?:node:|next|pg$|undici$|@prisma\\u002F|@\\u002Flib\\u002F(?:db|core\\u002F(?:env|log|process-singleton)))';

function syntaxRules(name, layer, patterns) {
  return [
    ...(browserLayers.has(name) ? browserSyntax : []),
    ...(name === 'components' || name === 'app' ? catalogueSyntax : []),
    ...(layer.freeImports ? [] : forbiddenDynamic(patterns)),
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
    ...(serverLayers.test(name)
      ? [
          {
            selector: `Program:has(ImportDeclaration[importKind!="type"][source.value=/${touchesOutside}/]):not(:has(ImportDeclaration[source.value="server-only"]))`,
            message: "This file reaches outside the process: begin it with import 'server-only'.",
          },
        ]
      : []),
  ];
}

/** Texts for people come from lib/messages, in three languages. */
const catalogueSyntax = [
  'JSXText[value=/\\p{L}{2,}/u]',
  'JSXAttribute[name.name=/^(?:aria-label|aria-description|title|placeholder|label|description|alt)$/] > Literal[value=/\\p{L}{2,}/u]',
  'JSXExpressionContainer > Literal[value=/\\p{L}{2,}/u]',
].map((selector) => ({ selector, message: 'Take the words from the catalogue: lib/messages.' }));

/** What the browser's side may do only in one place. */
const browserLayers = new Set(['components', 'lib/client']);
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

function directionBlock(name, layer, files) {
  const patterns = forbidden(name, layer);
  return {
    files,
    ignores: tests,
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', ...syntaxRules(name, layer, patterns)],
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

/** Programs beside the portal: what they may import of it. */
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
              regex: `^@/(?:app|components|lib/(?!${may.map((layer) => layer.slice('lib/'.length)).join('|')}))(?:/|$)?`,
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
  ...Object.entries(layers).map(([name, layer]) => directionBlock(name, layer, [`${name}/**/*.{ts,tsx}`])),
  ...Object.entries(rootFiles).map(([file, layer]) => directionBlock(file, layer, [file])),
  {
    files: ['lib/core/env.ts', 'instrumentation.ts'],
    rules: { 'no-restricted-properties': ['error', ...environmentAndNetwork.slice(1)] },
  },
  {
    files: ['lib/client/http/{api,early-code}.ts'],
    rules: { 'no-restricted-globals': ['error', ...clientNetwork.filter((name) => name !== 'fetch')] },
  },
  // It runs between the router and the network.
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
    ['lib/db', 'lib/core', 'lib/contracts', 'lib/messages', 'lib/auth/password', 'lib/auth/provider-account'],
  ),
  // It counts the requests of the tabs' code.
  toolBlock(['bench/readings.ts'], ['lib/client']),
);
