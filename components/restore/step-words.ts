import type { RestoreStep } from '@/lib/client/restore-addresses';

export const stepWords: Readonly<Record<RestoreStep, string>> = { target: 'Target', name: 'Name', check: 'Check' };
