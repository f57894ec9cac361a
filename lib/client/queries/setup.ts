'use client';

import { useWrite } from '@/lib/client/http/write';
import { SetupAnswer } from '@/lib/contracts/setup';
import type { SetupBody } from '@/lib/contracts/setup';

/** Makes the first provider's account. */
export function useCompleteSetup() {
  return useWrite({
    answer: SetupAnswer,
    request: (body: SetupBody) => ({ method: 'POST', path: '/setup', body }),
  });
}
