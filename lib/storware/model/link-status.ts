/** Why the certificate of the server is not accepted; for the provider. */
export type CertificateFault = {
  /** Whose it is, and who issued it; null where it does not say, or there is none. */
  subject: string | null;
  issuer: string | null;
  validFrom: Date | null;
  validTo: Date | null;
  problem: string;
  remedy: string;
};

/** Health of the link to Storware; safe for the provider's page: no account, no upstream text. */
export type LinkStatus = {
  reachable: boolean;
  /** Moving average over answered requests. */
  latencyMs: number | null;
  sessionSince: Date | null;
  /** Successful log-ins since the process that last called began. */
  logins: number;
  breaker: 'closed' | 'open' | 'half-open';
  /** Storware's clock minus ours, by the Date header of its answers, which tells whole seconds; null before one was seen. */
  clockDifferenceMs: number | null;
  lastSuccessAt: Date | null;
  lastErrorAt: Date | null;
  lastError: string | null;
  certificate: CertificateFault | null;
};
