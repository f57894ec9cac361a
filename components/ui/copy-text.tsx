'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button';
import type { ButtonSize } from './link-button';

/** Copies a text to the clipboard; true for a moment after that. */
function useCopy(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return [copied, copy];
}

function CopyIcon({ copied }: { copied: boolean }) {
  return copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />;
}

/** Copies a text to the clipboard and says so. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const t = useTranslations('ui');
  const [copied, copy] = useCopy(text);
  return <IconButton label={copied ? t('copied') : label} icon={<CopyIcon copied={copied} />} onPress={copy} />;
}

/** The same as a button with text, where copying is the next step. */
export function CopyButton({ text, size, children }: { text: string; size?: ButtonSize; children: ReactNode }) {
  const t = useTranslations('ui');
  const [copied, copy] = useCopy(text);
  return (
    <Button size={size} icon={<CopyIcon copied={copied} />} onPress={copy}>
      {copied ? t('copied') : children}
    </Button>
  );
}
