'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast-queue';
import { machineListAddress } from '@/lib/client/addresses';
import { explainProblem } from '@/lib/client/explain-problem';
import { useDeletePolicy } from '@/lib/client/policies';
import { isProblem } from '@/lib/client/problem-error';
import type { Policy } from '@/lib/contracts/policy';

export interface DeletePolicyDialogProps {
  policy: Policy;
  onClose: () => void;
  onDeleted: () => void;
}

/** Names the machines that nothing would protect any more, and wants the policy's name typed. */
export function DeletePolicyDialog({ policy, onClose, onDeleted }: DeletePolicyDialogProps) {
  const remove = useDeletePolicy();
  const [typed, setTyped] = useState('');
  const [showsFault, setShowsFault] = useState(false);
  const isRight = typed.trim() === policy.name.trim();
  const count = policy.machines.length;
  const submit = () => {
    setShowsFault(true);
    if (!isRight) return;
    remove.mutate(
      { guid: policy.guid, machines: policy.machines.map(({ guid }) => guid) },
      {
        onSuccess: ({ released }) => {
          showToast({
            tone: 'ok',
            title: `${policy.name} is deleted`,
            description:
              released.length === 0
                ? undefined
                : `${released.length} ${released.length === 1 ? 'machine has' : 'machines have'} no policy now.`,
            link:
              released.length === 0
                ? undefined
                : { href: machineListAddress({ policy: 'none' }), label: 'See machines without a policy' },
          });
          onDeleted();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onOpenChange={onClose}
      title={`Delete ${policy.name}?`}
      description="Its schedules go with it. Recovery points that it made stay and can be restored."
      footer={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button variant="danger" onPress={submit} isPending={remove.isPending}>
            Delete the policy
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {count === 0 ? (
          <Notice tone="info" title="No machine loses its protection">
            There is no machine in it.
          </Notice>
        ) : (
          <section aria-labelledby="loses-protection" className="rounded-sm border border-fail bg-fail-soft p-3">
            <h3 id="loses-protection" className="text-sm text-fail">
              {count === 1 ? '1 machine loses its protection' : `${count} machines lose their protection`}
            </h3>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
            <ul
              className="mt-1 max-h-40 columns-1 overflow-y-auto sm:columns-2"
              tabIndex={0}
              aria-labelledby="loses-protection"
            >
              {policy.machines.map((machine) => (
                <li key={machine.guid} className="truncate">
                  <ThingName of={machine} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <TextField
          label={
            <>
              Type <code className="font-mono break-all">{policy.name}</code>
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={
            !showsFault || isRight
              ? undefined
              : typed.trim() === ''
                ? 'Type its name to confirm.'
                : 'This is not its name.'
          }
          autoComplete="off"
          spellCheck={false}
        />
        {remove.error ? <DeleteFault error={remove.error} /> : null}
      </form>
    </Dialog>
  );
}

function DeleteFault({ error }: { error: unknown }) {
  const { cause, requestId } = explainProblem(error);
  const isOpen = isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable');
  return (
    <Notice tone="fail" role="alert" title={isOpen ? 'The answer did not arrive' : 'Nothing was deleted'}>
      {isOpen ? 'It may or may not be deleted. Close this and look at the list.' : cause}
      {requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>}
    </Notice>
  );
}
