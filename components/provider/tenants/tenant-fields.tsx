'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import { Checkbox } from '@/components/ui/checkbox';
import { ComboField } from '@/components/ui/combo-field';
import { focusFirstError } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { timeZoneNames } from '@/lib/client/format/time-zone-names';
import { isProblem } from '@/lib/client/http/problems';
import { useProviderRights } from '@/lib/client/queries/me';
import { faultsOfInput } from '@/lib/contracts/faults';
import type { FieldFault } from '@/lib/contracts/problem';
import { Language } from '@/lib/contracts/me';
import { CreateTenantBody } from '@/lib/contracts/tenant';
import type { ProviderTenant } from '@/lib/contracts/tenant';
import { languageNames } from '@/lib/messages/languages';

/** What a form of a tenant holds. */
export interface TenantDraft {
  name: string;
  externalId: string;
  timeZone: string;
  language: ProviderTenant['language'];
  internal: boolean;
}

export const draftOf = ({ name, externalId, timeZone, language, internal }: ProviderTenant): TenantDraft => ({
  name,
  externalId: externalId ?? '',
  timeZone,
  language,
  internal,
});

/** The faults of a form by field: those of what is typed, and those that the server found. */
type Faults = Readonly<Record<string, string>>;

function faultsByPath(faults: readonly FieldFault[], wordsOfServer: WordsOfServer): Faults {
  return Object.fromEntries(
    faults.map(({ path, message, messageRef }) => {
      const text = wordsOfServer(message, messageRef);
      return [path, `${text.charAt(0).toUpperCase()}${text.slice(1)}`];
    }),
  );
}

/** Faults of a form that is checked when it is sent, and by the server; the first one found gets the focus. */
export function useTenantFaults(): {
  form: RefObject<HTMLFormElement | null>;
  faults: Faults;
  check: (body: object) => boolean;
  refuse: (error: unknown) => void;
  forget: (path: string) => void;
} {
  const wordsOfServer = useServerText();
  const [faults, setFaults] = useState<Faults>({});
  const form = useRef<HTMLFormElement>(null);
  const show = (found: readonly FieldFault[]) => {
    flushSync(() => setFaults(faultsByPath(found, wordsOfServer)));
    if (form.current) focusFirstError(form.current);
  };
  return {
    form,
    faults,
    check: (body) => {
      const result = CreateTenantBody.safeParse(body);
      if (result.success) setFaults({});
      else show(faultsOfInput(result.error));
      return result.success;
    },
    refuse: (error) => {
      if (isProblem(error)) show(error.fieldFaults);
    },
    forget: (path) =>
      setFaults((present) => Object.fromEntries(Object.entries(present).filter(([key]) => key !== path))),
  };
}

const browsers = 'browser';

interface TenantFieldsProps {
  draft: TenantDraft;
  faults: Faults;
  onChange: (change: Partial<TenantDraft>) => void;
  /** Fields between the name and the others. */
  children?: React.ReactNode;
}

/** The fields of a tenant. What concerns more than one tenant is for a provider of all of them. */
export function TenantFields({ draft, faults, onChange, children }: TenantFieldsProps) {
  const t = useTranslations('tenants');
  const { isLimited } = useProviderRights();
  const zones = useMemo(
    () => timeZoneNames(['UTC', draft.timeZone]).map((name) => ({ value: name, label: name.replaceAll('_', ' ') })),
    [draft.timeZone],
  );
  return (
    <div className="space-y-4">
      <TextField
        name="name"
        label={t('fields.name')}
        value={draft.name}
        error={faults['name']}
        autoComplete="off"
        onChange={({ target }) => onChange({ name: target.value })}
      />
      {children}
      <div className="grid gap-4 sm:grid-cols-2">
        <ComboField
          label={t('fields.timeZone')}
          options={zones}
          value={draft.timeZone}
          error={faults['timeZone']}
          description={t('fields.timeZoneText')}
          onChange={(timeZone) => onChange({ timeZone })}
        />
        <SelectField
          label={t('fields.language')}
          options={[
            { value: browsers, label: t('fields.languageOfBrowser') },
            ...Language.options.map((value) => ({ value, label: languageNames[value] })),
          ]}
          value={draft.language ?? browsers}
          description={t('fields.languageText')}
          onChange={(value) => onChange({ language: Language.nullable().catch(null).parse(value) })}
        />
      </div>
      {isLimited ? null : (
        <>
          <TextField
            name="externalId"
            label={t('fields.externalId')}
            optional
            value={draft.externalId}
            error={faults['externalId']}
            description={t('fields.externalIdText')}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ externalId: target.value })}
          />
          <Checkbox
            label={t('fields.internal')}
            description={t('fields.internalText')}
            checked={draft.internal}
            onChange={(internal) => onChange({ internal })}
          />
        </>
      )}
    </div>
  );
}
