import { existsSync, readFileSync } from 'node:fs';

export type Tally = { passed: number; failed: number };

/** Counts of vitest's JSON report. A file that could not even be loaded has no tests, and counts as one failure. */
export function vitestTally(file: string, exitCode: number): Tally {
  const report = readReport<{
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  }>(file);
  if (!report) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  ).length;
  return atLeastOneFailure({ passed: report.numPassedTests, failed: report.numFailedTests + unloaded }, exitCode);
}

/** Counts of Playwright's JSON report; what was skipped because an earlier test failed is not counted. */
export function playwrightTally(file: string, exitCode: number): Tally {
  const report = readReport<{ stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] }>(
    file,
  );
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky }, exitCode);
}

/** A run that failed without a failed test (no tests found, a leak, a crash) has failed all the same. */
export function atLeastOneFailure({ passed, failed }: Tally, exitCode: number): Tally {
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}
