/** The form in which an e-mail address is stored and looked up: people type it in any case. */
export function normaliseEmail(typed: string): string {
  return typed.trim().toLowerCase();
}
