'use client';

import type { Route } from 'next';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { durationChoices, durationOf, emptyMountForm, modeOf, mountRequest } from './mount-form';
import type { MountForm } from './mount-form';
import { FieldErrorLines, RequestFailure } from '@/components/ui/empty-state';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { describedBy, Field, FieldNotes } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { SizeText } from '@/components/ui/time-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { mountAddress, mountListAddress } from '@/lib/client/addresses';
import { useMountList, useStartMount } from '@/lib/client/queries/mounts';
import { useUnsavedWork } from '@/lib/client/drafts/draft-store';
import type { MountOptions } from '@/lib/contracts/mount';
import type { Copy } from '@/lib/contracts/recovery-point';

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
  const t = useTranslations('mounts.form.initiators');
  const id = useId();
  const description = t('description');
  return (
    <Field id={id} label={t('label')} description={description} error={error}>
      <textarea
        id={id}
        rows={3}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        // eslint-disable-next-line no-restricted-syntax -- a name as the standard writes it
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

interface NewMountFormProps {
  options: MountOptions;
  copies: readonly Copy[];
  /** The page of the recovery point. */
  back: Route;
}

/** The choices of a new mount; unavailable ones give the reason. */
export function NewMountForm({ options, copies, back }: NewMountFormProps) {
  const [t, ui] = [useTranslations('mounts.form'), useTranslations('ui')];
  const format = useFormats();
  const wordsOfServer = useServerText();
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
          title={t('already.title')}
          action={
            <LinkButton href={mountAddress(already.guid)} size="sm">
              {t('already.action')}
            </LinkButton>
          }
        >
          {t('already.text')}
        </Notice>
      ) : null}
      <RadioGroup
        label={t('what')}
        options={options.modes.map(({ name, allowed, reason, reasonRef }) => ({
          value: name,
          label: t(`mode.${name}.label`),
          description: allowed ? t(`mode.${name}.description`) : (wordsOfServer(reason, reasonRef) ?? t('notPossible')),
          isDisabled: !allowed,
        }))}
        value={mode}
        onChange={(next) => change({ mode: next })}
      />
      {mode === null ? (
        <Notice tone="late" title={t('nothingPossible.title')}>
          {t('nothingPossible.text')}
        </Notice>
      ) : null}
      {mode === 'MANUAL' ? (
        <PartChoice
          label={t('fileSystems')}
          parts={options.fileSystems}
          chosen={form.fileSystems}
          onChange={(fileSystems) => change({ fileSystems })}
          error={faults.fileSystems && t('fault.fileSystems')}
          emptyReason={wordsOfServer(options.fileSystemsReason, options.fileSystemsReasonRef)}
        />
      ) : null}
      {mode === 'ISCSI' ? (
        <>
          <PartChoice
            label={t('disks')}
            parts={options.disks}
            chosen={form.disks}
            onChange={(disks) => change({ disks })}
            error={faults.disks && t('fault.disks')}
            emptyReason={null}
          />
          <InitiatorField
            value={form.initiators}
            onChange={(initiators) => change({ initiators })}
            error={
              typeof faults.initiators === 'object'
                ? t('fault.initiatorName', { name: faults.initiators.wrong })
                : faults.initiators && t('fault.initiators')
            }
          />
        </>
      ) : null}
      {mode !== null && present.length > 1 ? (
        <RadioGroup
          label={t('copy.label')}
          options={[
            { value: '', label: t('copy.any'), description: t('copy.anyDescription') },
            ...present.map(({ destination, role }) => ({
              value: destination.guid,
              label: wordsOfServer(destination.name, destination.nameRef),
              description: t('copy.role', { role, name: role.charAt(0) + role.slice(1).toLowerCase() }),
            })),
          ]}
          value={form.copy ?? ''}
          onChange={(copy) => change({ copy: copy === '' ? null : copy })}
        />
      ) : null}
      {mode === null ? null : (
        <SelectField
          label={t('duration.label')}
          className="max-w-md"
          options={durationChoices(options).map((ms) => ({ value: String(ms), label: format.duration(ms) }))}
          value={String(durationOf(form, options))}
          onChange={(ms) => change({ durationMs: Number(ms) })}
          description={t('duration.description')}
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
          {start.error ? t('retry') : t('submit')}
        </Button>
        <LinkButton href={back}>{ui('cancel')}</LinkButton>
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
  const t = useTranslations('mounts.form');
  const id = useId();
  return (
    <fieldset aria-describedby={describedBy(id, null, error)}>
      <legend className="mb-1 font-medium">{label}</legend>
      {parts.length === 0 ? (
        <p className="text-ink-2">{emptyReason ?? t('noPart')}</p>
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

/** Why the request for a mount failed, and whether something was started. */
function MountFault({ error }: { error: unknown }) {
  const { cause, nextStep } = useExplainProblem()(error);
  const t = useTranslations('mounts.form.failed');
  const isUnknown = isOutcomeUnknown(error);
  const isRefused = isProblem(error, 'upstream_unavailable', 'conflict');
  return (
    <RequestFailure error={error} title={isUnknown ? t('noAnswer') : isRefused ? t('nothingStarted') : undefined}>
      {isUnknown ? t('noAnswerText') : isProblem(error, 'conflict') ? cause : `${cause} ${nextStep}`}
      <FieldErrorLines error={error} />
    </RequestFailure>
  );
}
