/** The kinds of data whose age `MirrorSync` keeps. */
export const syncKinds = ['tasks', 'machines', 'backups', 'policies', 'schedules', 'infrastructure'] as const;
export type SyncKind = (typeof syncKinds)[number];
