import { execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { ensureBuild } from '@/scripts/support/build';
import { requireChromium } from '@/scripts/support/chromium';
import { ensureNewestNode, newestNodeMajor } from '@/scripts/support/newest-node';
import { projectRoot } from '@/scripts/support/project-root';
import { atLeastOneFailure, playwrightTally, sum, vitestTally } from './tally';
import type { Tally } from './tally';

type TestPart = (forRunner: readonly string[]) => Promise<Tally>;

/** The parts of `npm test` in order; each reports its progress and returns its counts. */
export const testParts = { types, lint, unit, build, integration, browser, 'node-24': newestNode } satisfies Record<
  string,
  TestPart
>;
export type TestPartName = keyof typeof testParts;

export function isTestPart(word: string): word is TestPartName {
  return Object.hasOwn(testParts, word);
}

/** What needs nothing but processor time, and so can use what tests leave idle; the build first, since the browser waits for it. */
const fillers: readonly TestPartName[] = ['build', 'types', 'lint'];

/** The wanted parts in two lanes that run at the same time: `background` at low priority. Alone, fillers are in the foreground. */
export function lanesOf(names: readonly TestPartName[]): Record<'foreground' | 'background', TestPartName[]> {
  const foreground = names.filter((name) => !fillers.includes(name));
  if (foreground.length === 0) return { foreground: [...names], background: [] };
  return { foreground, background: fillers.filter((name) => names.includes(name)) };
}

/** What a part has to say of the changes since a commit: types and lint as a whole, tests that reach a changed file, browser specs that changed. */
export async function runChanged(name: TestPartName, base: string): Promise<Tally> {
  const part: TestPart = testParts[name];
  if (name === 'unit' || name === 'integration') return part(['--changed', base, '--passWithNoTests']);
  if (name !== 'browser') return part([]);
  const specs = changedFiles(base).filter((file) => /^e2e\/.*\.spec\.ts$/.test(file));
  return specs.length === 0 ? { passed: 0, failed: 0 } : part([...specs, '--no-deps']);
}

function changedFiles(base: string): string[] {
  const git = (...words: string[]): string[] =>
    execFileSync('git', words, { cwd: projectRoot, encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...git('diff', '--name-only', '--diff-filter=d', base), ...git('ls-files', '--others', '--exclude-standard')];
}

async function types(): Promise<Tally> {
  return asOneTest((await writeRouteTypes()) || (await runTool('typescript/bin/tsc', ['--noEmit'])));
}

let routeTypes: Promise<number> | undefined;

/** Next writes the types of routes, which the compiler and ESLint read; once for both. */
function writeRouteTypes(): Promise<number> {
  routeTypes ??= runTool('next/dist/bin/next', ['typegen']);
  return routeTypes;
}

/** ESLint, Prettier and knip side by side: each uses one core. Then the test of our own rules of imports and words. */
async function lint(): Promise<Tally> {
  const typegen = await writeRouteTypes();
  if (typegen !== 0) return asOneTest(typegen);
  const codes = await Promise.all([
    runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
    runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
    runTool('knip/bin/knip.js', ['--no-progress']),
  ]);
  return sum(asOneTest(Math.max(...codes)), await runVitest('lint', ['lint'], []));
}

async function unit(forRunner: readonly string[]): Promise<Tally> {
  return runVitest('unit', ['unit', 'unit-isolated', 'dom'], forRunner);
}

async function integration(forRunner: readonly string[]): Promise<Tally> {
  return runVitest('integration', ['integration'], forRunner);
}

/** Counts only when it fails: what it makes is tested next. */
async function build(): Promise<Tally> {
  try {
    const built = await ensureBuild({ onProgress: say });
    say(built ? 'Built' : 'The production build is up to date');
    return { passed: 0, failed: 0 };
  } catch (error) {
    if (!(error instanceof OperatorFault)) throw error;
    say(error.message);
    return { passed: 0, failed: 1 };
  }
}

async function browser(forRunner: readonly string[]): Promise<Tally> {
  const { failed } = await build();
  if (failed > 0) {
    say('Without a build there is nothing to test.');
    return { passed: 0, failed: 1 };
  }
  return runBrowser(forRunner, process.execPath);
}

/** Code that runs in Node: other modules run in browsers, or compute without it. */
const serverModules = [
  'lib/auth',
  'lib/core',
  'lib/db',
  'lib/http',
  'lib/journal',
  'lib/storware',
  'lib/worker',
  'scripts',
];

/** Unit tests of code that runs in Node, and one job in the browser, on the newest supported Node. */
async function newestNode(): Promise<Tally> {
  if (process.versions.node.startsWith(`${newestNodeMajor}.`)) {
    say(`These tests run on Node ${process.versions.node} already`);
    return { passed: 0, failed: 0 };
  }
  const node = ensureNewestNode(say);
  const unitTally = await runVitest('unit-node-24', ['unit', 'unit-isolated'], serverModules, { node });
  const { failed } = await build();
  const browserTally =
    failed > 0 ? { passed: 0, failed } : await runBrowser(['ui/operator.spec', '--grep', 'an operator signs in'], node);
  return sum(unitTally, browserTally);
}

async function runBrowser(forRunner: readonly string[], node: string): Promise<Tally> {
  const report = path.join(projectRoot, 'test-results', 'browser.json');
  rmSync(report, { force: true });
  // Tests read the database through lib/db, which is marked as server-only.
  const nodeOptions = [process.env['NODE_OPTIONS'], '--conditions=react-server'].filter(Boolean).join(' ');
  const code = await runTool('@playwright/test/cli.js', ['test', ...forRunner], {
    env: { PLAYWRIGHT_CHROMIUM: requireChromium(say), NODE_OPTIONS: nodeOptions },
    node,
  });
  return playwrightTally(report, code);
}

async function runVitest(
  name: string,
  projects: readonly string[],
  forRunner: readonly string[],
  options: ToolOptions = {},
): Promise<Tally> {
  const report = path.join(projectRoot, 'test-results', `${name}.json`);
  rmSync(report, { force: true });
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...forRunner,
  ];
  const code = await runTool('vitest/vitest.mjs', args, { ...options, env: { LOG_LEVEL: 'fatal' } });
  return vitestTally(report, code);
}

function asOneTest(exitCode: number): Tally {
  return exitCode === 0 ? { passed: 1, failed: 0 } : atLeastOneFailure({ passed: 0, failed: 0 }, exitCode);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

type ToolOptions = { env?: Record<string, string>; node?: string };

/** Runs a tool of ours with nothing to read; answers its exit code. */
function runTool(
  entry: string,
  args: readonly string[],
  { env = {}, node = process.execPath }: ToolOptions = {},
): Promise<number> {
  const tool = spawn(node, [path.join(projectRoot, 'node_modules', entry), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  return new Promise((resolve, reject) => {
    tool.once('error', reject);
    tool.once('close', (code) => resolve(code ?? 1));
  });
}
