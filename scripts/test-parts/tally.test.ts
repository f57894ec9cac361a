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
  const passedFile = { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'a' }] };

  test('counts tests, and a file that could not be loaded as one failure', () => {
    expect(vitestTally(report({ numPassedTests: 7, numFailedTests: 0, testResults: [passedFile] }), 0)).toEqual({
      passed: 7,
      failed: 0,
      failures: [],
    });
    expect(
      vitestTally(
        report({
          numPassedTests: 7,
          numFailedTests: 2,
          testResults: [passedFile, { name: 'b.test.ts', status: 'failed', assertionResults: [] }],
        }),
        1,
      ),
    ).toMatchObject({ passed: 7, failed: 3 });
  });

  test('names what failed, with the beginning of its error', () => {
    const failed = { status: 'failed', fullName: 'adds up', failureMessages: ['expected 1 to be 2\nat b.test.ts:3'] };
    const files = [passedFile, { name: 'b.test.ts', status: 'failed', assertionResults: [failed] }];
    expect(vitestTally(report({ numPassedTests: 1, numFailedTests: 1, testResults: files }), 1).failures).toEqual([
      'b.test.ts › adds up\n    expected 1 to be 2\n    at b.test.ts:3',
    ]);
    const spec = {
      ok: false,
      file: 'ui/c.spec.ts',
      title: 'opens',
      tests: [{ results: [{ error: { message: 'late' } }] }],
    };
    const suites = [{ suites: [{ specs: [spec, { ...spec, ok: true }] }] }];
    expect(
      playwrightTally(report({ stats: { expected: 1, unexpected: 1, flaky: 0 }, errors: [], suites }), 1).failures,
    ).toEqual(['ui/c.spec.ts › opens\n    late']);
  });

  test('counts a run as failed without a report, or with an error but no failed test', () => {
    expect(vitestTally(path.join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 });
    expect(vitestTally(report({ numPassedTests: 7, numFailedTests: 0, testResults: [passedFile] }), 1)).toMatchObject({
      passed: 7,
      failed: 1,
    });
    expect(playwrightTally(report({ stats: { expected: 3, unexpected: 0, flaky: 0 }, errors: [{}] }), 1)).toMatchObject(
      {
        passed: 3,
        failed: 1,
      },
    );
  });

  test('counts a test that passed only at the second attempt as failed', () => {
    expect(playwrightTally(report({ stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [] }), 1)).toMatchObject({
      passed: 3,
      failed: 2,
    });
  });
});
