import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as z from 'zod';
import { ensureBuild } from './build';
import { requireChromium } from './chromium';
import { ensureGenerated } from './generate';
import { projectRoot } from './project-root';

export type Tally = { readonly passed: number; readonly failed: number };
export type TestPart = { readonly name: string; readonly run: () => Promise<Tally> };

const require = createRequire(path.join(projectRoot, 'package.json'));
const resultsFolder = path.join(projectRoot, 'test-results');

/** Everything that decides, in the order in which a mistake is cheapest to find. Types and lint count as one test each. */
export const testParts: readonly TestPart[] = [
  { name: 'types', run: () => asOneTest([['next/dist/bin/next', 'typegen'], ['typescript/bin/tsc', '--noEmit']]) },
  { name: 'lint', run: () => asOneTest([['eslint/bin/eslint.js', '.', '--max-warnings', '0']]) },
  { name: 'unit', run: () => vitest('unit', ['--project', 'unit', '--project', 'dom']) },
  { name: 'integration', run: () => vitest('integration', ['--project', 'integration']) },
  { name: 'browser', run: browser },
];

async function asOneTest(commands: readonly (readonly [string, ...string[]])[]): Promise<Tally> {
  ensureGenerated();
  for (const [program, ...args] of commands) if ((await node(program, args)) !== 0) return { passed: 0, failed: 1 };
  return { passed: 1, failed: 0 };
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** A file that could not even be loaded has no tests of its own, so it counts as one that failed. */
async function vitest(name: string, args: readonly string[]): Promise<Tally> {
  ensureGenerated();
  const file = path.join(resultsFolder, `${name}.json`);
  rmSync(file, { force: true });
  const code = await node('vitest/vitest.mjs', ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = reportOf(file, VitestReport);
  if (!report) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  return tally(code, report.numPassedTests, report.numFailedTests + unloaded);
}

const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }), errors: z.array(z.unknown()) });

async function browser(): Promise<Tally> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  requireChromium(say);
  await ensureBuild({ onProgress: say });
  const file = path.join(resultsFolder, 'browser.json');
  rmSync(file, { force: true });
  const code = await node('@playwright/test/cli.js', ['test']);
  const report = reportOf(file, PlaywrightReport);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return tally(code, expected, unexpected + flaky + report.errors.length);
}

/** A runner that ended badly without naming a failed test has failed all the same. */
function tally(code: number, passed: number, failed: number): Tally {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function reportOf<T extends z.ZodType>(file: string, schema: T): z.output<T> | null {
  if (!existsSync(file)) return null;
  const result = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return result.success ? result.data : null;
}

/** Runs a program of a package to its end; its output is ours. It gets no input, because nobody may be there to give any. */
function node(program: string, args: readonly string[]): Promise<number> {
  const [, scope = '', name = ''] = /^(@[^/]+\/[^/]+|[^/]+)\/(.*)$/.exec(program) ?? [];
  const file = path.join(path.dirname(require.resolve(`${scope}/package.json`)), name);
  const child = spawn(process.execPath, [file, ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
