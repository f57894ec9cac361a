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
