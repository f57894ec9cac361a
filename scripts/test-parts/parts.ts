import { execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { ensureBuild } from '@/scripts/support/build';
import { requireChromium } from '@/scripts/support/chromium';
import { ensureNewestNode, newestNodeMajor } from '@/scripts/support/newest-node';
import { projectRoot } from '@/scripts/support/project-root';
import { terminal } from './part-output';
import type { PartOutput } from './part-output';
import { atLeastOneFailure, playwrightTally, vitestTally } from './tally';
import type { Tally } from './tally';

type TestPart = (forRunner: readonly string[], output: PartOutput) => Promise<Tally>;

/** The parts of `npm test` in their order; each says what it is doing and answers its counts. */
export const testParts = { types, lint, unit, build, integration, browser, 'node-24': newestNode } satisfies Record<
  string,
  TestPart
>;
export type TestPartName = keyof typeof testParts;

export function isTestPart(word: string): word is TestPartName {
  return Object.hasOwn(testParts, word);
}

/** Neighbours of which each leaves a core idle for a part of its time. All others use what there is, or measure time. */
const sideBySide: readonly (readonly [TestPartName, TestPartName])[] = [
  ['types', 'lint'],
  ['unit', 'build'],
];

/** The wanted parts in their order, in groups that run at the same time. */
export function groupsOf(names: readonly TestPartName[]): TestPartName[][] {
  return names.reduce<TestPartName[][]>((groups, name) => {
    const before = groups.at(-1);
    if (before?.length === 1 && sideBySide.some(([one, other]) => before[0] === one && name === other))
      before.push(name);
    else groups.push([name]);
    return groups;
  }, []);
}

/** What a part has to say of the changes since a commit: types and lint as a whole, tests that reach a changed file, browser specs that changed. */
export async function runChanged(name: TestPartName, base: string, output: PartOutput): Promise<Tally> {
  const part: TestPart = testParts[name];
  if (name === 'unit' || name === 'integration') return part(['--changed', base, '--passWithNoTests'], output);
  if (name !== 'browser') return part([], output);
  const specs = changedFiles(base).filter((file) => /^e2e\/.*\.spec\.ts$/.test(file));
  return specs.length === 0 ? { passed: 0, failed: 0 } : part([...specs, '--no-deps'], output);
}

function changedFiles(base: string): string[] {
  const git = (...words: string[]): string[] =>
    execFileSync('git', words, { cwd: projectRoot, encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...git('diff', '--name-only', '--diff-filter=d', base), ...git('ls-files', '--others', '--exclude-standard')];
}

async function types(_: readonly string[], output: PartOutput): Promise<Tally> {
  const code = (await writeRouteTypes(output)) || (await runTool('typescript/bin/tsc', ['--noEmit'], { output }));
  return asOneTest(code);
}

let routeTypes: Promise<number> | undefined;

/** Next writes the types of routes, which the compiler and ESLint read; once for both. */
function writeRouteTypes(output: PartOutput): Promise<number> {
  routeTypes ??= runTool('next/dist/bin/next', ['typegen'], { output });
  return routeTypes;
}

/** ESLint, Prettier and knip side by side: each uses one core. */
async function lint(_: readonly string[], output: PartOutput): Promise<Tally> {
  const typegen = await writeRouteTypes(output);
  if (typegen !== 0) return asOneTest(typegen);
  const codes = await Promise.all([
    runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0'], { output }),
    runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'], { output }),
    runTool('knip/bin/knip.js', ['--no-progress'], { output }),
  ]);
  return asOneTest(Math.max(...codes));
}

async function unit(forRunner: readonly string[], output: PartOutput): Promise<Tally> {
  return runVitest('unit', ['unit', 'unit-isolated', 'dom'], forRunner, { output });
}

async function integration(forRunner: readonly string[], output: PartOutput): Promise<Tally> {
  return runVitest('integration', ['integration'], forRunner, { output });
}

/** Counts only when it fails: what it makes is tested next. */
async function build(_: readonly string[] = [], output: PartOutput = terminal): Promise<Tally> {
  const print = (text: string): void => output.write(`${text}\n`);
  try {
    const built = await ensureBuild({ onProgress: print });
    print(built ? 'Built' : 'The production build is up to date');
    return { passed: 0, failed: 0 };
  } catch (error) {
    if (!(error instanceof OperatorFault)) throw error;
    print(error.message);
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

/** What runs in Node: other modules run in browsers, or compute without it. */
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

/** Unit tests of what runs on Node, and one job in the browser, on the newest Node that the product promises to run on. */
async function newestNode(): Promise<Tally> {
  if (process.versions.node.startsWith(`${newestNodeMajor}.`)) {
    say(`These tests run on Node ${process.versions.node} already`);
    return { passed: 0, failed: 0 };
  }
  const node = ensureNewestNode(say);
  const unitTally = await runVitest('unit-node-24', ['unit', 'unit-isolated'], serverModules, { node });
  const { failed } = await build();
  const browserTally: Tally =
    failed > 0 ? { passed: 0, failed } : await runBrowser(['ui/operator.spec', '--grep', 'an operator signs in'], node);
  return {
    passed: unitTally.passed + browserTally.passed,
    failed: unitTally.failed + browserTally.failed,
    failures: [...(unitTally.failures ?? []), ...(browserTally.failures ?? [])],
  };
}

async function runBrowser(forRunner: readonly string[], node: string): Promise<Tally> {
  const report = path.join(projectRoot, 'test-results', 'browser.json');
  rmSync(report, { force: true });
  // Tests look into the database through lib/db, which is marked as the server's.
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

type ToolOptions = { env?: Record<string, string>; node?: string; output?: PartOutput };

/** Runs a tool of ours with nothing to read; answers its exit code. On the terminal it has colours. */
function runTool(
  entry: string,
  args: readonly string[],
  { env = {}, node = process.execPath, output = terminal }: ToolOptions = {},
): Promise<number> {
  const stdio = output === terminal ? 'inherit' : 'pipe';
  const tool = spawn(node, [path.join(projectRoot, 'node_modules', entry), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', stdio, stdio],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  for (const stream of [tool.stdout, tool.stderr]) stream?.setEncoding('utf8').on('data', output.write);
  return new Promise((resolve, reject) => {
    tool.once('error', reject);
    tool.once('close', (code) => resolve(code ?? 1));
  });
}
