/**
 * Storware's NameAndGuid. `name` is a label, never a key; it may be composed (backups) or hold an
 * address of the infrastructure (managers), so it is not for tenants (STORWARE_API.md 2.1, 13.45).
 */
export type StorwareRef = { guid: string; name: string | null };
