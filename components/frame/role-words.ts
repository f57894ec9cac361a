import type { Role } from '@/lib/contracts/me';

/** Roles as people say them. */
export const roleWords: Record<Role, string> = { VIEWER: 'Viewer', OPERATOR: 'Operator', ADMIN: 'Administrator' };
