import { describe, expect, test } from 'vitest';
import { errorStatus, Problem } from '@/lib/contracts/problem';
import type { ErrorCode } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { problemOf, problemResponse } from './serve';

const codes = Object.keys(errorStatus) as ErrorCode[];

describe('problemOf', () => {
  test.each(codes)('%s has its status and a text for people', (code) => {
    const problem = Problem.parse(problemOf(new AppError(code), 'request-1'));
    expect(problem).toMatchObject({ code, status: errorStatus[code], requestId: 'request-1' });
    expect(problem.title.length * problem.detail.length).toBeGreaterThan(0);
  });

  test("the responses for another tenant's object and for a missing one are identical", () => {
    const missing = JSON.stringify(problemOf(new AppError('not_found'), 'r'));
    const otherTenants = JSON.stringify(
      problemOf(
        new AppError('not_found', {
          detail: { text: 'owned by globex', ref: { code: 'foreign' } },
          meta: { owner: 'globex' },
          errors: [{ path: 'guid', message: 'foreign' }],
          cause: new Error('x'),
        }),
        'r',
      ),
    );
    expect(otherTenants).toBe(missing);
  });

  test.each([
    new Error('password=PLANTED at db.internal'),
    'PLANTED',
    { detail: 'PLANTED', code: 'conflict' },
    undefined,
    new AppError('internal', { detail: { text: 'PLANTED', ref: { code: 'PLANTED' } } }),
  ])('an unknown error shows only the request id', (error) => {
    const problem = problemOf(error, 'request-1');
    expect(problem).toMatchObject({ code: 'internal', status: 500, requestId: 'request-1' });
    expect(JSON.stringify(problem)).not.toContain('PLANTED');
  });

  test('an error of another instance of the module is recognised by its name and code', () => {
    const twin = Object.assign(new Error('x'), { name: 'AppError', code: 'conflict', detail: 'Already running.' });
    expect(problemOf(twin, 'r')).toMatchObject({ status: 409, detail: 'Already running.' });
  });
});

describe('problemResponse', () => {
  test('is problem+json with its request id, and not cacheable', async () => {
    const response = problemResponse(
      new AppError('validation_failed', { errors: [{ path: 'page', message: 'too small' }] }),
      'request-1',
    );
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-request-id')).toBe('request-1');
    expect(Problem.parse(await response.json()).errors).toEqual([{ path: 'page', message: 'too small' }]);
  });

  test('has Retry-After in whole seconds', () => {
    expect(
      problemResponse(new AppError('rate_limited', { retryAfterSeconds: 0.2 }), 'r').headers.get('retry-after'),
    ).toBe('1');
    expect(problemResponse(new AppError('upstream_unavailable'), 'r').headers.get('retry-after')).toBe('15');
    expect(problemResponse(new AppError('not_found'), 'r').headers.get('retry-after')).toBeNull();
  });
});
