import * as z from 'zod';
import { ChoosableMachine, ProtectionState } from './machine';
import { Ref } from './scalar';

export const SearchQuery = z.object({ q: z.string().trim().min(1, 'say what to look for').max(200) });
export type SearchQuery = z.output<typeof SearchQuery>;

/** What the tenant has by this name: at most 8 machines and 5 policies, each kind by name. */
export const SearchAnswer = z.object({
  machines: z.array(ChoosableMachine.extend({ protection: ProtectionState })),
  policies: z.array(Ref.extend({ active: z.boolean(), machines: z.number().int() })),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
