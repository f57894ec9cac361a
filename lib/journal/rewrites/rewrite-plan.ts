import * as z from 'zod';
import { WrittenSchedule, runsAlike } from '@/lib/journal/schedule-part';

/** What one rewrite does, as its saga keeps it: enough to go on after a crash. Names are recorded before anything is made under them. */
export const RewritePlan = z.object({
  schedule: z.string(),
  /** For which moment it was worked out. */
  at: z.iso.datetime(),
  changes: z.array(z.object({ guid: z.string(), from: WrittenSchedule, to: WrittenSchedule })),
  creations: z.array(z.object({ name: z.string(), to: WrittenSchedule })),
  removals: z.array(z.string()),
  /** For the schedule's history. */
  detail: z.string(),
});
export type RewritePlan = z.infer<typeof RewritePlan>;

export type WrittenPart = { readonly guid: string; readonly written: WrittenSchedule };

/** How the parts that there are become those that are wanted. */
export type PartsChange = { changes: RewritePlan['changes']; creations: WrittenSchedule[]; removals: string[] };

/**
 * With as few writes as can be: a part that is wanted as it is stays. The first part always stays, since the portal knows
 * the schedule by it. Pure.
 */
export function changeParts(parts: readonly WrittenPart[], wanted: readonly WrittenSchedule[]): PartsChange {
  const left = [...wanted];
  const rest: WrittenPart[] = [];
  for (const part of parts) {
    const same = left.findIndex((one) => runsAlike(one, part.written));
    if (same >= 0) left.splice(same, 1);
    else rest.push(part);
  }
  const [first] = parts;
  if (first !== undefined && rest[0]?.guid === first.guid && left.length === 0)
    return swapFirst(first, parts.slice(1), wanted, rest.slice(1));
  const changes = rest.slice(0, left.length).flatMap(({ guid, written }, index) => {
    const to = left[index];
    return to === undefined ? [] : [{ guid, from: written, to }];
  });
  return { changes, creations: left.slice(rest.length), removals: rest.slice(left.length).map(({ guid }) => guid) };
}

/** Everything wanted is there, but not in the first part: it takes over what another one has, and that one goes. */
function swapFirst(
  first: WrittenPart,
  others: readonly WrittenPart[],
  wanted: readonly WrittenSchedule[],
  unwanted: readonly WrittenPart[],
): PartsChange {
  const spare = others.find(({ written }) => wanted.some((one) => runsAlike(one, written)));
  if (spare === undefined) return { changes: [], creations: [], removals: unwanted.map(({ guid }) => guid) };
  return {
    changes: [{ guid: first.guid, from: first.written, to: spare.written }],
    creations: [],
    removals: [...unwanted, spare].map(({ guid }) => guid),
  };
}
