/** Health of the link to Storware as this process sees it; safe for the provider's page: no host, no account, no upstream text. */
export type LinkStatus = {
  reachable: boolean;
  /** Moving average over answered requests. */
  latencyMs: number | null;
  sessionSince: Date | null;
  /** Successful log-ins since this process began. */
  logins: number;
  breaker: 'closed' | 'open' | 'half-open';
  /** Storware's clock minus ours, by the Date header of its answers, which tells whole seconds; null before one was seen. */
  clockDifferenceMs: number | null;
  lastSuccessAt: Date | null;
  lastErrorAt: Date | null;
  lastError: string | null;
};
