/** What a test has ordered for the next backup of a machine (control API, POST /work). */
export interface NextWork {
  fail?: 'export' | 'store' | undefined;
  atPercent?: number | undefined;
  message?: string | undefined;
  warning?: string | undefined;
  partial?: boolean | undefined;
  stallMs?: number | undefined;
  removeSnapshot?: boolean | undefined;
}

/** What a test has ordered for the next restore or mount of a machine's backups. */
export interface NextRestore {
  fail?: 'restore' | 'import' | 'mount' | undefined;
  atPercent?: number | undefined;
  message?: string | undefined;
  warning?: string | undefined;
  stallMs?: number | undefined;
  /** The import or mount stands still before its end until somebody cancels it. */
  neverReady?: boolean | undefined;
}
