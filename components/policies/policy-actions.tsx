'use client';

import { CalendarCheck, CalendarOff, Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast';
import { editPolicyAddress, machineListAddress, newPolicyAddress, policyAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { useDeletePolicy, useSavePolicy } from '@/lib/client/queries/policies';
import { bodyOfPolicy, policyDraftOf } from '@/lib/client/drafts/policy-draft';
import type { Policy } from '@/lib/contracts/policy';

/** What an administrator may do to a policy: only what will not be refused. */
export function PolicyActions({
  policy,
  onDelete,
  withEdit = true,
}: {
  policy: Policy;
  onDelete: () => void;
  withEdit?: boolean;
}) {
  const { switchPolicy, isPending } = useSwitchPolicy();
  const isBusy = policy.condition === 'SAVING' || policy.condition === 'DELETING' || isPending;
  const canChange = !policy.readOnly && !isBusy;
  return (
    <Menu
      label={`Actions for ${policy.name}`}
      trigger={
        <IconButton
          tooltip={false}
          label={`Actions for ${policy.name}`}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      }
    >
      {withEdit && canChange ? (
        <MenuItem icon={<Pencil aria-hidden />} href={editPolicyAddress(policy.guid)}>
          Edit
        </MenuItem>
      ) : null}
      {canChange ? (
        <MenuItem
          icon={policy.active ? <CalendarOff aria-hidden /> : <CalendarCheck aria-hidden />}
          onAction={() => switchPolicy(policy)}
        >
          {policy.active ? 'Switch off' : 'Switch on'}
        </MenuItem>
      ) : null}
      <MenuItem
        icon={<Copy aria-hidden />}
        href={newPolicyAddress({ copy: policy.guid })}
        description={policy.readOnly ? 'As a policy of your own' : undefined}
      >
        Copy
      </MenuItem>
      {canChange ? <MenuSeparator /> : null}
      {canChange ? (
        <MenuItem icon={<Trash2 aria-hidden />} tone="danger" onAction={onDelete}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}

/** Switches a policy on or off and says what came of it. */
function useSwitchPolicy(): { switchPolicy: (policy: Policy) => void; isPending: boolean } {
  const explainProblem = useExplainProblem();
  const save = useSavePolicy();
  const switchPolicy = (policy: Policy) => {
    const active = !policy.active;
    const body = bodyOfPolicy({ ...policyDraftOf(policy), active }, []);
    const link = { href: policyAddress(policy.guid), label: 'See the policy' };
    if (!body) {
      showToast({
        tone: 'fail',
        title: `${policy.name} was not changed`,
        description: 'It stores nowhere; edit it and choose a destination first.',
        link,
      });
      return;
    }
    save.mutate(
      { guid: policy.guid, body },
      {
        onSuccess: () =>
          showToast({
            tone: 'ok',
            title: active ? `${policy.name} is on` : `${policy.name} is off`,
            description: active ? undefined : 'Nothing runs by it until it is on again.',
            link,
          }),
        onError: (error) => {
          const description = isProblem(error, 'network', 'upstream_timeout')
            ? 'The answer did not arrive; it may or may not have been changed. Look at the policy.'
            : `Nothing was changed. ${explainProblem(error).cause}`;
          showToast({
            tone: 'fail',
            title: `${policy.name} was not switched ${active ? 'on' : 'off'}`,
            description,
            link,
          });
        },
      },
    );
  };
  return { switchPolicy, isPending: save.isPending };
}

interface DeletePolicyDialogProps {
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
            <ul
              className="mt-1 max-h-40 columns-1 overflow-y-auto sm:columns-2"
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
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
  const { cause, requestId } = useExplainProblem()(error);
  const isOpen = isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable');
  return (
    <Notice tone="fail" role="alert" title={isOpen ? 'The answer did not arrive' : 'Nothing was deleted'}>
      {isOpen ? 'It may or may not be deleted. Close this and look at the list.' : cause}
      {requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>}
    </Notice>
  );
}
