'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

/**
 * While `isDirty`, a link of the page that leads away asks first, and so does the browser when the tab is closed. Answers the dialog
 * that asks. What was typed is kept in this tab unless the person discards it.
 */
export function useLeaveGuard(isDirty: boolean, discard: () => void): ReactNode {
  const router = useRouter();
  const [leavingTo, setLeavingTo] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const isElsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (
        !(link instanceof HTMLAnchorElement) ||
        isElsewhere ||
        link.target === '_blank' ||
        link.origin !== window.location.origin ||
        link.pathname === window.location.pathname
      )
        return;
      event.preventDefault();
      event.stopPropagation();
      setLeavingTo(`${link.pathname}${link.search}`);
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, [isDirty]);

  if (leavingTo === null) return null;
  const go = () => {
    setLeavingTo(null);
    router.push(leavingTo as Parameters<typeof router.push>[0]);
  };
  return (
    <Dialog
      isOpen
      size="sm"
      onOpenChange={() => setLeavingTo(null)}
      title="Leave without saving?"
      footer={
        <>
          <Button
            onPress={() => {
              discard();
              go();
            }}
          >
            Discard and leave
          </Button>
          <Button onPress={go}>Leave, keep the draft</Button>
          <Button variant="primary" onPress={() => setLeavingTo(null)}>
            Keep editing
          </Button>
        </>
      }
    >
      <p>What you typed is not saved yet. The draft stays in this tab until you close it.</p>
    </Dialog>
  );
}
