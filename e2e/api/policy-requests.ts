import { Policy } from '@/lib/contracts/policy';
import type { Ids } from './isolation-matrix';
import { newKey } from './portal-session';
import type { PortalSession } from './portal-session';

/** Creates a policy with these schedules, each a weekly one of Warsaw; `admin` is one of the tenant's. */
export async function makePolicy(
  admin: PortalSession,
  destination: string,
  schedules: readonly string[],
  machines: readonly string[] = [],
): Promise<Policy> {
  const of = (name: string, index: number) => ({
    name,
    backupType: 'FULL',
    timeZone: 'Europe/Warsaw',
    execution: { kind: 'TIME', at: `0${index + 1}:00` },
    daysOfWeek: ['MONDAY'],
    startWindowMinutes: 60,
  });
  const answer = await admin.call('/api/v1/policies', {
    method: 'POST',
    body: { name: `Policy ${newKey()}`, machines, destination, schedules: schedules.map(of) },
  });
  if (answer.status !== 201) throw new Error(`not made: ${answer.status} ${answer.text}`);
  return Policy.parse(answer.json);
}

type PolicyIds = Pick<Ids, 'ownPolicy' | 'schedule' | 'endingPolicy' | 'endingSchedule' | 'assignment'>;

/** Ids of a policy of the tenant and of one that may be deleted, each with schedules. */
export async function policyIds(admin: PortalSession, destination: string): Promise<PolicyIds> {
  const [own, ending] = [
    await makePolicy(admin, destination, ['Weekly']),
    await makePolicy(admin, destination, ['First', 'Second']),
  ];
  const machines = (await admin.call('/api/v1/machines?presence=present&pageSize=200')).json as {
    items: { guid: string; policy: unknown }[];
  };
  // It has another policy and is not to be moved: nothing changes.
  const assigned = await admin.call('/api/v1/policies/assignments', {
    method: 'POST',
    body: { policy: own.guid, machines: [machines.items.find(({ policy }) => policy !== null)?.guid] },
  });
  if (assigned.status !== 200) throw new Error(`not assigned: ${assigned.status} ${assigned.text}`);
  return {
    assignment: (assigned.json as { id: string }).id,
    ownPolicy: own.guid,
    schedule: own.schedules[0]?.guid ?? '',
    endingPolicy: ending.guid,
    endingSchedule: ending.schedules[1]?.guid ?? '',
  };
}
