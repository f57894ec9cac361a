import { useTranslations } from 'next-intl';

/** The configured contact of the provider; nothing without one. */
export function SupportContact({ contact }: { contact: string | null }) {
  const t = useTranslations('frame');
  if (contact === null) return null;
  const href = /^https?:\/\/\S+$/.test(contact) ? contact : /^\S+@\S+$/.test(contact) ? `mailto:${contact}` : null;
  const shown = () =>
    href === null ? (
      <strong key="contact" className="font-medium text-ink">
        {contact}
      </strong>
    ) : (
      <a key="contact" href={href} className="link-accent">
        {contact}
      </a>
    );
  return <p>{t.rich('help.contact', { contact: shown })}</p>;
}
