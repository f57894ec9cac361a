'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toast-queue';
import { useAssignPolicy, usePolicyList } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import { AssignOutcomeList } from './assign-outcome-list';
import { assignmentSummary, canRetry, isDone } from './assign-outcome';
import type { Assignment } from './assign-outcome';
import { AssignFault, AssignPolicyFields, noPolicy } from './assign-policy-fields';
import type { SelectedMachine } from './machine-selection';

/** AssignPolicyBody takes no more. */
export const mostMachinesAtOnce = 200;

export interface AssignPolicyDialogProps {
  machines: readonly SelectedMachine[];
  onClose: () => void;
  /** Called when something was changed. The dialog closes by itself once nothing is left to decide. */
  onAssigned?: (() => void) | undefined;
}

/** Gives one machine or many a policy, or takes theirs. Mount it to open it. */
export function AssignPolicyDialog({ machines, onClose, onAssigned }: AssignPolicyDialogProps) {
  const [asked, setAsked] = useState(machines);
  const policies = usePolicyList({ pageSize: 200 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [moves, setMoves] = useState<readonly string[]>([]);
  const [showsFaults, setShowsFaults] = useState(false);
  const [results, setResults] = useState<readonly Assignment[] | null>(null);
  const assign = useAssignPolicy();

  const target = policies.data?.items.find(({ guid }) => guid === chosen);
  const leaving =
    chosen === null || chosen === noPolicy
      ? []
      : asked.filter(({ policy }) => policy !== null && policy.guid !== chosen);
  const unticked = leaving.filter(({ guid }) => !moves.includes(guid)).length;
  const only = asked.length === 1 ? asked[0] : undefined;
  const canAssign =
    (policies.data?.items ?? []).some(({ readOnly }) => !readOnly) || asked.some(({ policy }) => policy !== null);

  const send = (guids: readonly string[]) => {
    if (chosen === null) return;
    const policy = chosen === noPolicy ? null : chosen;
    const move = moves.filter((guid) => guids.includes(guid) && leaving.some((machine) => machine.guid === guid));
    // Those of an earlier try that went well are told, too.
    const before = (results ?? []).filter((result) => isDone(result) && !guids.includes(result.machine.guid));
    assign.mutate(
      {
        body: { policy, machines: [...guids], move },
        onProgress: (answer) => setResults([...before, ...answer.results]),
      },
      {
        onSuccess: (answer) => {
          if (answer.results.some(isDone)) onAssigned?.();
          const all = [...before, ...answer.results];
          if (!all.every(isDone)) {
            setResults(all);
            return;
          }
          showToast({
            tone: 'ok',
            title: assignmentSummary(all, target?.name ?? null),
            link: policy === null ? undefined : { href: policyAddress(policy), label: 'See the policy' },
          });
          onClose();
        },
      },
    );
  };
  const submit = () => {
    setShowsFaults(true);
    if (chosen !== null && unticked === 0) send(asked.map(({ guid }) => guid));
  };

  if (results !== null) {
    const again = results.filter(canRetry).map(({ machine }) => machine.guid);
    const undecided = results.filter(({ outcome }) => outcome === 'HAS_ANOTHER');
    const decide = () => {
      setAsked(
        undecided.map(({ machine, former }) => ({
          ...machine,
          policy: former ?? { guid: '', name: 'another policy' },
        })),
      );
      setMoves([]);
      setShowsFaults(false);
      setResults(null);
    };
    return (
      <Dialog
        isOpen
        onOpenChange={onClose}
        title={assignmentSummary(results, target?.name ?? null)}
        footer={
          <>
            {undecided.length > 0 ? (
              <Button onPress={decide}>Decide on the {undecided.length} with another policy</Button>
            ) : null}
            {again.length > 0 ? (
              <Button isPending={assign.isPending} onPress={() => send(again)}>
                Retry the failed
              </Button>
            ) : null}
            <Button variant="primary" onPress={onClose}>
              Done
            </Button>
          </>
        }
      >
        <div className="space-y-3">
          {assign.error ? <AssignFault error={assign.error} /> : null}
          <AssignOutcomeList results={results} onLeave={onClose} />
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      isDismissable={chosen === null}
      title={only ? `Policy of ${only.name}` : `Policy of ${asked.length} machines`}
      footer={
        <>
          <Button onPress={onClose}>{canAssign ? 'Cancel' : 'Close'}</Button>
          {canAssign ? (
            <Button variant="primary" onPress={submit} isPending={assign.isPending} isDisabled={!policies.data}>
              {assign.error ? 'Try again' : chosen === noPolicy ? 'Take the policy off' : 'Assign policy'}
            </Button>
          ) : null}
        </>
      }
    >
      <AssignPolicyFields
        machines={asked}
        policies={policies}
        chosen={chosen}
        onChoose={setChosen}
        leaving={leaving}
        moves={moves}
        onMoves={setMoves}
        choiceFault={showsFaults && chosen === null ? 'Choose a policy.' : undefined}
        moveFault={
          showsFaults && unticked > 0
            ? unticked === 1
              ? 'Tick the machine that may leave its policy.'
              : `Tick the ${unticked} machines that may leave their policy, or select fewer.`
            : undefined
        }
        onLeave={onClose}
      />
      {assign.error ? (
        <div className="mt-4">
          <AssignFault error={assign.error} />
        </div>
      ) : null}
    </Dialog>
  );
}
