import { demoPassword, demoUsers } from '@/prisma/seed/demo-accounts';

/** The output of the demo when it is ready: address and accounts. */
export function demoText(url: string, folder: string): string {
  const accounts = demoUsers.map(({ email, provider, roles }) => {
    const held = Object.entries(roles).map(([tenant, role]) => `${role} in ${tenant}`);
    return `  ${email.padEnd(24)} ${provider ? 'provider, across tenants' : held.join(', ')}`;
  });
  return `\nPortal ready at ${url}\n\nAccounts, password of all: ${demoPassword}\n${accounts.join('\n')}\n\nLogs are in ${folder}/logs. Ctrl-C stops everything; the data stays (npm run demo -- --fresh begins anew).\n`;
}
