'use client';

import { useRef } from 'react';
import { showToast } from '@/components/ui/toast-queue';
import { operationAddress } from '@/lib/client/addresses';
import { explainProblem } from '@/lib/client/explain-problem';
import { useExtendMount, useUnmount } from '@/lib/client/mounts';
import { isProblem } from '@/lib/client/problem-error';
import type { Mount } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';

export interface MountWork {
  extend: () => void;
  unmount: (interrupt: boolean) => void;
  isExtending: boolean;
  isUnmounting: boolean;
}

/** What can be asked of one mount; says in a toast what became of it. */
export function useMountWork({ guid, machine }: Pick<Mount, 'guid' | 'machine'>): MountWork {
  const extension = useExtendMount();
  const end = useUnmount();
  // One thing at a time; the second press of a double click comes before the first one has drawn anything.
  const isUnderWay = useRef(false);

  const follow = (answer: Promise<OperationAnswer>, asked: string, failed: string) => {
    isUnderWay.current = true;
    answer
      .then(({ operation }) => {
        showToast({ tone: 'ok', title: asked, link: { href: operationAddress(operation.id), label: 'See activity' } });
      })
      .catch((error: unknown) => {
        const { cause, nextStep } = explainProblem(error);
        showToast({
          tone: isProblem(error, 'conflict') ? 'late' : 'fail',
          title: failed,
          description: isProblem(error, 'conflict') ? cause : `${cause} ${nextStep}`,
        });
      })
      .finally(() => {
        isUnderWay.current = false;
      });
  };

  return {
    extend: () => {
      if (!isUnderWay.current)
        follow(
          extension.mutateAsync(guid),
          `More time for the mount of ${machine.name} requested`,
          `The mount of ${machine.name} was not extended`,
        );
    },
    unmount: (interrupt) => {
      if (!isUnderWay.current)
        follow(
          end.mutateAsync({ guid, interrupt }),
          `Unmount of ${machine.name} requested`,
          `${machine.name} was not unmounted`,
        );
    },
    isExtending: extension.isPending,
    isUnmounting: end.isPending,
  };
}

/** True while the mount can be given more time or ended, and nothing else is being done to it. */
export function isIdle({ state, operation }: Pick<Mount, 'state' | 'operation'>): boolean {
  return state === 'READY' && operation === null;
}
