'use client';

import { useId } from 'react';
import { Field, describedBy } from '@/components/ui/field';

const description =
  'One on each line. On Linux it stands in /etc/iscsi/initiatorname.iscsi, on Windows in the iSCSI Initiator under Configuration. Only these machines can connect.';

/** Names of the iSCSI initiators that may connect. */
export function InitiatorField({
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
