/** Who started a piece of work (originEntity, section 11.2). */
export interface Origin {
  readonly type: 'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE';
  readonly guid: string;
  readonly name: string;
}

/** Work that the server starts by itself. */
export const SYSTEM_ORIGIN: Origin = {
  type: 'SYSTEM_SCHEDULE',
  guid: '00000000-0000-4000-8000-000000000001',
  name: 'System',
};
