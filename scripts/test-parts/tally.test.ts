import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { playwrightTally, vitestTally } from './tally';

describe('tally', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'portal-tally-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const report = (content: unknown): string => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const passedFile = { status: 'passed', assertionResults: [{}] };

  test('counts tests, and a file that could not be loaded as one failure', () => {
    expect(vitestTally(report({ numPassedTests: 7, numFailedTests: 0, testResults: [passedFile] }), 0)).toEqual({
      passed: 7,
      failed: 0,
    });
    expect(
      vitestTally(
        report({
          numPassedTests: 7,
          numFailedTests: 2,
          testResults: [passedFile, { status: 'failed', assertionResults: [] }],
        }),
        1,
      ),
    ).toEqual({ passed: 7, failed: 3 });
  });

  test('a run without report, or that failed without a failed test, has failed', () => {
    expect(vitestTally(path.join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 });
    expect(vitestTally(report({ numPassedTests: 7, numFailedTests: 0, testResults: [passedFile] }), 1)).toEqual({
      passed: 7,
      failed: 1,
    });
    expect(playwrightTally(report({ stats: { expected: 3, unexpected: 0, flaky: 0 }, errors: [{}] }), 1)).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  test('a test that passed only at the second attempt has failed', () => {
    expect(playwrightTally(report({ stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [] }), 1)).toEqual({
      passed: 3,
      failed: 2,
    });
  });
});
