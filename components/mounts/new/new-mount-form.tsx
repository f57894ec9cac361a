'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { durationChoices, durationOf, emptyMountForm, modeOf, mountRequest } from './mount-form';
import type { MountForm } from './mount-form';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { describedBy, Field, FieldNotes } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { SizeText } from '@/components/ui/time-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { formatDuration } from '@/lib/client/format/time';
import { mountAddress, mountListAddress } from '@/lib/client/addresses';
import { useMountList, useStartMount } from '@/lib/client/queries/mounts';
import { useUnsavedWork } from '@/lib/client/drafts/draft-store';
import type { MountMode, MountOptions } from '@/lib/contracts/mount';
import type { Copy } from '@/lib/contracts/recovery-point';

const description =
  'One on each line. On Linux it stands in /etc/iscsi/initiatorname.iscsi, on Windows in the iSCSI Initiator under Configuration. Only these machines can connect.';

/** Names of the iSCSI initiators that may connect. */
function InitiatorField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const id = useId();
  return (
    <Field id={id} label="Initiator names" description={description} error={error}>
      <textarea
        id={id}
        rows={3}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="iqn.1991-05.com.example:host"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, description, error)}
        className="control !h-auto py-1.5 font-mono text-xs"
      />
    </Field>
  );
}

const modes: Record<MountMode, { label: string; description: string }> = {
  AUTO: { label: 'The whole recovery point', description: 'Every file system that can be read. The usual choice.' },
  MANUAL: { label: 'Chosen file systems', description: 'Only those that you need.' },
  ISCSI: {
    label: 'Disks over iSCSI',
    description: 'A machine of yours connects to the disks as if they were its own.',
  },
};

interface NewMountFormProps {
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

interface PartChoiceProps {
  label: string;
  parts: readonly { guid: string; name: string; type?: string | null; sizeBytes: number | null }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error: string | undefined;
  /** Why there is none. */
  emptyReason: string | null;
}

/** Some of the file systems or disks of a recovery point. */
function PartChoice({ label, parts, chosen, onChange, error, emptyReason }: PartChoiceProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={describedBy(id, null, error)}>
      <legend className="mb-1 font-medium">{label}</legend>
      {parts.length === 0 ? (
        <p className="text-ink-2">{emptyReason ?? 'None is known for this recovery point.'}</p>
      ) : (
        <ul className="divide-y divide-line rounded-sm border border-line-strong">
          {parts.map(({ guid, name, type, sizeBytes }) => (
            <li key={guid} className="flex items-center gap-3 px-3 hover:bg-hover">
              <Checkbox
                label={<span className="break-all">{name}</span>}
                description={type ?? undefined}
                checked={chosen.includes(guid)}
                onChange={(checked) =>
                  onChange(
                    parts.map((part) => part.guid).filter((each) => (each === guid ? checked : chosen.includes(each))),
                  )
                }
                className="min-w-0 flex-1 py-1.5"
              />
              <span className="shrink-0 text-ink-2">
                <SizeText bytes={sizeBytes} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}

/** What went wrong with the request for a mount, and above all whether something was started. */
function MountFault({ error }: { error: unknown }) {
  const { title, cause, nextStep, requestId } = useExplainProblem()(error);
  const isUnknown = isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer');
  const isRefused = isProblem(error, 'upstream_unavailable', 'conflict');
  return (
    <Notice
      tone="fail"
      role="alert"
      title={isUnknown ? 'The answer did not arrive' : isRefused ? 'Nothing was started' : title}
    >
      {isUnknown
        ? 'It may or may not have been started. Try again: nothing is mounted twice.'
        : isProblem(error, 'conflict')
          ? cause
          : `${cause} ${nextStep}`}
      {isProblem(error)
        ? error.fieldFaults.map(({ path, message }) => (
            <span key={`${path}${message}`} className="block">
              {path === '' ? message : `${path}: ${message}`}
            </span>
          ))
        : null}
      {requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>}
    </Notice>
  );
}
