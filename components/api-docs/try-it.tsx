'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { requestAsIs } from '@/lib/client/http/api';
import type { PlainAnswer } from '@/lib/client/http/api';
import type { ApiParameter } from '@/lib/contracts/api-document';
import { CodeBlock } from './code-block';

interface TryItProps {
  path: string;
  /** Those of path and query. */
  parameters: readonly ApiParameter[];
  /** Only a read is sent from here. */
  kind: 'read' | 'write' | 'stream';
}

/** Sends a read with the person's own session, and shows what came back. Nothing typed is kept. */
export function TryIt({ path, parameters, kind }: TryItProps) {
  const t = useTranslations('apiDocs.try');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [isPending, setPending] = useState(false);
  const [answer, setAnswer] = useState<PlainAnswer | 'none' | null>(null);
  if (kind === 'write')
    return (
      <Notice tone="late" title={t('writeTitle')}>
        {t('write')}
      </Notice>
    );
  if (kind === 'stream') return <Notice>{t('stream')}</Notice>;
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    setPending(true);
    setAnswer((await requestAsIs(addressOf(path, parameters, values))) ?? 'none');
    setPending(false);
  };
  return (
    <form onSubmit={(event) => void send(event)} className="space-y-3">
      <p className="text-ink-2">{t('lead')}</p>
      {parameters.map(({ in: place, name, required }) => (
        <TextField
          key={`${place} ${name}`}
          label={<code>{name}</code>}
          required={required}
          value={values[`${place} ${name}`] ?? ''}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setValues({ ...values, [`${place} ${name}`]: event.target.value })}
        />
      ))}
      <Button type="submit" variant="primary" isPending={isPending}>
        {t('send')}
      </Button>
      <div aria-live="polite">{answer === null ? null : <Shown answer={answer} />}</div>
    </form>
  );
}

function Shown({ answer }: { answer: PlainAnswer | 'none' }) {
  const t = useTranslations('apiDocs.try');
  if (answer === 'none') return <Notice tone="fail">{t('noAnswer')}</Notice>;
  return (
    <div className="space-y-2">
      <p className="flex flex-wrap gap-x-4">
        <span>
          {t('status')} <code className="font-medium">{answer.status}</code>
        </span>
        <span className="text-ink-2">{t('took', { ms: answer.ms })}</span>
      </p>
      <CodeBlock label={t('answer')} copyLabel={t('copy')} text={readable(answer.text)} />
    </div>
  );
}

/** JSON with line breaks, everything else as it is; a very long answer is cut. */
function readable(text: string): string {
  const most = 200_000;
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON.
  }
  return shown.length > most ? `${shown.slice(0, most)}\n…` : shown;
}

/** The address below `/api/v1`; an empty field of the query is left out. */
function addressOf(
  path: string,
  parameters: readonly ApiParameter[],
  values: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams();
  let address = path.replace(/^\/api\/v1/, '');
  for (const { in: place, name } of parameters) {
    const value = values[`${place} ${name}`] ?? '';
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== '') query.append(name, value);
  }
  return query.size === 0 ? address : `${address}?${query.toString()}`;
}
