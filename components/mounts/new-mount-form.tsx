'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { formatDuration } from '@/lib/client/format-duration';
import { mountAddress, mountListAddress } from '@/lib/client/mount-addresses';
import { useMountList, useStartMount } from '@/lib/client/mounts';
import { useUnsavedWork } from '@/lib/client/unsaved-work';
import type { MountMode, MountOptions } from '@/lib/contracts/mount';
import type { Copy } from '@/lib/contracts/recovery-point';
import { InitiatorField } from './initiator-field';
import { MountFault } from './mount-fault';
import { PartChoice } from './part-choice';
import { durationChoices, durationOf, emptyMountForm, modeOf, mountRequest } from './mount-form';
import type { MountForm } from './mount-form';

const modes: Record<MountMode, { label: string; description: string }> = {
  AUTO: { label: 'The whole recovery point', description: 'Every file system that can be read. The usual choice.' },
  MANUAL: { label: 'Chosen file systems', description: 'Only those that you need.' },
  ISCSI: {
    label: 'Disks over iSCSI',
    description: 'A machine of yours connects to the disks as if they were its own.',
  },
};

export interface NewMountFormProps {
  options: MountOptions;
  copies: readonly Copy[];
  /** Where the recovery point is looked at. */
  back: Route;
}

/** The choices of a new mount; what is not possible says why. */
export function NewMountForm({ options, copies, back }: NewMountFormProps) {
  const router = useRouter();
  const start = useStartMount();
  const [form, setForm] = useState<MountForm>(emptyMountForm);
  const [showsFaults, setShowsFaults] = useState(false);
  const change = (changes: Partial<MountForm>) => setForm((before) => ({ ...before, ...changes }));
  useUnsavedWork(form !== emptyMountForm && !start.isSuccess);

  const mode = modeOf(form, options);
  const request = mountRequest(form, options);
  const faults = showsFaults ? request.faults : {};
  const present = copies.filter(({ state }) => state === 'PRESENT');
  const mounts = useMountList({ machine: options.machine.guid });
  const already = mounts.data?.items.find(
    (mount) => mount.recoveryPoint.guid === options.recoveryPoint.guid && mount.state !== 'UNMOUNTING',
  );

  const submit = () => {
    setShowsFaults(true);
    const { body } = request;
    if (body === null || start.isSuccess) return;
    start.mutate(body, {
      onSuccess: ({ operation }) =>
        router.push(
          operation.result?.mount
            ? mountAddress(operation.result.mount)
            : mountListAddress({ operation: operation.id }),
        ),
    });
  };

  return (
    <form
      noValidate
      className="panel max-w-3xl space-y-5 p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {already ? (
        <Notice
          title="This recovery point is mounted already"
          action={
            <LinkButton href={mountAddress(already.guid)} size="sm">
              Open it
            </LinkButton>
          }
        >
          Everybody of your organisation with the right to mount can use it. A second one is possible, but seldom
          needed.
        </Notice>
      ) : null}
      <RadioGroup
        label="What to mount"
        options={options.modes.map(({ name, allowed, reason }) => ({
          value: name,
          label: modes[name].label,
          description: allowed ? modes[name].description : (reason ?? 'Not possible for this recovery point.'),
          isDisabled: !allowed,
        }))}
        value={mode}
        onChange={(next) => change({ mode: next })}
      />
      {mode === null ? (
        <Notice tone="late" title="Nothing of this recovery point can be mounted">
          Each way says why. Another recovery point of the machine may do.
        </Notice>
      ) : null}
      {mode === 'MANUAL' ? (
        <PartChoice
          label="File systems"
          parts={options.fileSystems}
          chosen={form.fileSystems}
          onChange={(fileSystems) => change({ fileSystems })}
          error={faults.fileSystems}
          emptyReason={options.fileSystemsReason}
        />
      ) : null}
      {mode === 'ISCSI' ? (
        <>
          <PartChoice
            label="Disks"
            parts={options.disks}
            chosen={form.disks}
            onChange={(disks) => change({ disks })}
            error={faults.disks}
            emptyReason={null}
          />
          <InitiatorField
            value={form.initiators}
            onChange={(initiators) => change({ initiators })}
            error={faults.initiators}
          />
        </>
      ) : null}
      {mode !== null && present.length > 1 ? (
        <RadioGroup
          label="Copy"
          options={[
            { value: '', label: 'Whichever is read fastest', description: 'The backup system chooses.' },
            ...present.map(({ destination, role }) => ({
              value: destination.guid,
              label: destination.name,
              description: role.charAt(0) + role.slice(1).toLowerCase(),
            })),
          ]}
          value={form.copy ?? ''}
          onChange={(copy) => change({ copy: copy === '' ? null : copy })}
        />
      ) : null}
      {mode === null ? null : (
        <SelectField
          label="For how long"
          className="max-w-md"
          options={durationChoices(options).map((ms) => ({ value: String(ms), label: formatDuration(ms) }))}
          value={String(durationOf(form, options))}
          onChange={(ms) => change({ durationMs: Number(ms) })}
          description="Counted from the moment it is ready; then it is unmounted by itself. It can be extended while it lasts."
        />
      )}
      {start.error ? <MountFault error={start.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          isPending={start.isPending || start.isSuccess}
          isDisabled={mode === null}
        >
          {start.error ? 'Try again' : 'Mount'}
        </Button>
        <LinkButton href={back}>Cancel</LinkButton>
      </div>
    </form>
  );
}
