import { existsSync, readFileSync } from 'node:fs';

/** `failures` names what failed, with the first lines of its error, because the end of a log is read first. */
export type Tally = { passed: number; failed: number; failures?: readonly string[] };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
};

/** Counts of vitest's JSON report. A file that could not even be loaded has no tests, and counts as one failure. */
export function vitestTally(file: string, exitCode: number): Tally {
  const report = readReport<VitestReport>(file);
  if (!report) return { passed: 0, failed: 1 };
  const files = report.testResults.filter(({ status }) => status === 'failed');
  const unloaded = files.filter(({ assertionResults }) => assertionResults.length === 0);
  const failures = files.flatMap(({ name, message, assertionResults }) =>
    assertionResults.length === 0
      ? [described(name, message)]
      : assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => described(`${name} › ${fullName}`, failureMessages?.[0])),
  );
  return atLeastOneFailure(
    { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length, failures },
    exitCode,
  );
}

type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs?: {
    ok: boolean;
    file: string;
    title: string;
    tests: { results: { error?: { message?: string } }[] }[];
  }[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
  suites?: PlaywrightSuite[];
};

/** Counts of Playwright's JSON report; what was skipped because an earlier test failed is not counted. */
export function playwrightTally(file: string, exitCode: number): Tally {
  const report = readReport<PlaywrightReport>(file);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  const failures = (report.suites ?? []).flatMap(failuresOf);
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky, failures }, exitCode);
}

function failuresOf({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message));
      return described(`${file} › ${title}`, errors.find(Boolean));
    });
  return [...own, ...suites.flatMap(failuresOf)];
}

const linesOfError = 12;

function described(name: string, message = ''): string {
  const lines = message.split('\n').slice(0, linesOfError);
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** A run that failed without a failed test (no tests found, a leak, a crash) counts as failed. */
export function atLeastOneFailure({ failed, ...tally }: Tally, exitCode: number): Tally {
  return { ...tally, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** Both together. */
export function sum(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...(one.failures ?? []), ...(other.failures ?? [])],
  };
}

function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}
