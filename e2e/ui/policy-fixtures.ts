import type { PrivateStack } from '@/e2e/api/private-stack';
import { testOnPrivateStack } from './private-stack-fixtures';

export { expect } from './fixtures';

/** Policies move machines and make others late. */
export const test = testOnPrivateStack('ui-policies');

export type HeldRule = {
  scheduleGuids: string[];
  destinations: {
    role: string;
    destinationGuid: string;
    active: boolean;
    retention: { keepLastNFull: number | null; keepFullNewerThanMs: number | null };
  }[];
};
export type HeldPolicy = {
  guid: string;
  name: string;
  active: boolean;
  priority: number;
  autoAssign: { mode: string };
  rules: HeldRule[];
};
export type HeldSchedule = {
  guid: string;
  name: string;
  active: boolean;
  backupType: string;
  executionType: string;
  hour: number | null;
  daysOfWeek: string[];
  startWindowLength: number | null;
};
export type Held = { policy: HeldPolicy | undefined; schedules: HeldSchedule[]; machines: string[] };

/** The simulator's state of a policy, its schedules in the order of their time. */
export async function heldAt({ simulator: { control } }: PrivateStack, guid: string): Promise<Held> {
  const [policies, schedules, machines] = [
    (await control.policies()) as HeldPolicy[],
    (await control.schedules()) as HeldSchedule[],
    await control.machines(),
  ];
  const policy = policies.find((each) => each.guid === guid);
  const named = new Set((policy?.rules ?? []).flatMap(({ scheduleGuids }) => scheduleGuids));
  return {
    policy,
    schedules: schedules
      .filter((each) => named.has(each.guid))
      .sort((one, other) => (one.hour ?? 0) - (other.hour ?? 0)),
    machines: machines
      .filter((machine) => machine.policy?.guid === guid)
      .map((machine) => machine.guid)
      .sort(),
  };
}

/** How far Berlin is ahead of UTC now. */
export function berlinHoursAhead(): number {
  const now = new Date();
  const clock = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' }).format(now),
  );
  return (clock - now.getUTCHours() + 24) % 24;
}
