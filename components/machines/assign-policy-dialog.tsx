'use client';

import { CircleCheck, CircleHelp, CircleSlash, LoaderCircle, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast';
import { machineAddress, policyAddress } from '@/lib/client/addresses';
import { useAssignPolicy, usePolicyList } from '@/lib/client/queries/policies';
import type { AssignPolicyAnswer } from '@/lib/contracts/policy';
import { AssignFault, AssignPolicyFields, noPolicy } from './assign-policy-fields';
import type { SelectedMachine } from './machine-selection';

/** AssignPolicyBody takes no more. */
export const mostMachinesAtOnce = 200;

interface AssignPolicyDialogProps {
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

const looks: Record<Assignment['outcome'], { word: string; tone: Tone; icon: ReactNode }> = {
  PENDING: { word: 'Under way', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  ASSIGNED: { word: 'Assigned', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  MOVED: { word: 'Moved', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  REMOVED: { word: 'Taken out', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNCHANGED: { word: 'Was so already', tone: 'none', icon: <CircleCheck aria-hidden /> },
  HAS_ANOTHER: { word: 'Has another policy', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { word: 'Not known', tone: 'late', icon: <CircleHelp aria-hidden /> },
};

/** What became of each machine, those that need a decision first. */
function AssignOutcomeList({ results, onLeave }: { results: readonly Assignment[]; onLeave: () => void }) {
  return (
    <ul
      className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      aria-label="Outcome for each machine"
    >
      {[...results.filter((result) => !isDone(result)), ...results.filter(isDone)].map(
        ({ machine, outcome, reason, former }) => {
          const { word, tone, icon } = looks[outcome];
          return (
            <li key={machine.guid} className="px-3 py-2">
              <div className="flex items-center justify-between gap-3">
                <Link href={machineAddress(machine.guid)} onClick={onLeave} className="link min-w-0 truncate">
                  <ThingName of={machine} />
                </Link>
                <Badge plain tone={tone} icon={icon} className="shrink-0">
                  {word}
                </Badge>
              </div>
              {reason === null ? null : <p className="text-xs text-ink-2">{reason}</p>}
              {reason === null && former !== null ? <p className="text-xs text-ink-3">Left “{former.name}”</p> : null}
            </li>
          );
        },
      )}
    </ul>
  );
}

export type Assignment = AssignPolicyAnswer['results'][number];

/** What was wanted has come about. */
function isDone({ outcome }: Assignment): boolean {
  return outcome === 'ASSIGNED' || outcome === 'MOVED' || outcome === 'REMOVED' || outcome === 'UNCHANGED';
}

/** Asking again can help, and does nothing twice. */
export function canRetry({ outcome }: Assignment): boolean {
  return outcome === 'FAILED' || outcome === 'UNKNOWN';
}

/** `38 machines are in Gold, 2 failed`; `policy` null: they have none now. */
export function assignmentSummary(results: readonly Assignment[], policy: string | null): string {
  const done = results.filter(isDone).length;
  const failed = results.filter(canRetry).length;
  const pending = results.filter(({ outcome }) => outcome === 'PENDING').length;
  const open = results.length - done - failed - pending;
  const machines = `${done} ${done === 1 ? 'machine' : 'machines'}`;
  const parts = [
    done === 0
      ? null
      : policy === null
        ? `${machines} ${done === 1 ? 'has' : 'have'} no policy now`
        : `${machines} ${done === 1 ? 'is' : 'are'} in ${policy}`,
    pending === 0 ? null : `${pending} under way`,
    failed === 0 ? null : `${failed} failed`,
    open === 0 ? null : `${open} to be decided`,
  ].filter((part) => part !== null);
  return parts.join(', ');
}
