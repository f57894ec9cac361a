import { describe, expect, test } from 'vitest';
import { remoteAddress } from './client-address';

const headers = (forwarded: string | null) =>
  new Headers({ 'x-portal-peer': '10.0.0.1', ...(forwarded === null ? {} : { 'x-forwarded-for': forwarded }) });

describe('remoteAddress', () => {
  test.each<[string, number, string | null, string]>([
    ['is the socket, whatever a client claims, when no proxy is trusted', 0, '6.6.6.6', '10.0.0.1'],
    [
      'is what the one trusted proxy wrote, not what the client put before it',
      1,
      '6.6.6.6, 203.0.113.9',
      '203.0.113.9',
    ],
    ['is what the outer of two trusted proxies wrote', 2, '6.6.6.6, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['is the first entry when there are fewer than proxies', 3, '203.0.113.9', '203.0.113.9'],
    ['is the socket when a trusted proxy wrote nothing', 1, null, '10.0.0.1'],
  ])('%s', (_what, hops, forwarded, expected) => {
    expect(remoteAddress(headers(forwarded), hops)).toBe(expected);
  });
});
