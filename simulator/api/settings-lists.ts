import type { Credential, MailingList } from '@/simulator/model/platform';
import * as z from 'zod';

import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { filledField, nameField, parseBody, textField, textsField } from './body';
import { answerPlainList } from './listing';
import { checkNameFree } from './records';

const mailingSchema = z.looseObject({ name: nameField, recipients: textsField });

function mailingRecord({ guid, name, recipients }: MailingList): Record<string, unknown> {
  return { guid, name, recipients, recipientCount: recipients.length };
}

const mailingListOf = ({ sim, guid }: Call): MailingList => found(sim.world.mailingLists.get(guid), 'Mailing list');

async function writeMailingList(call: Call, present: MailingList | undefined): Promise<MailingList> {
  const { name, recipients } = parseBody(mailingSchema, await call.body());
  const { mailingLists } = call.sim.world;
  checkNameFree(call, 'Mailing list', name, mailingLists.values(), present?.guid);
  const written = { guid: present?.guid ?? call.sim.newGuid(), name, recipients: recipients ?? [] };
  mailingLists.set(written.guid, written);
  return written;
}

const removeMailingList: Handler = (call) => {
  const { guid } = mailingListOf(call);
  for (const policy of call.sim.world.policies.values())
    if (policy.mailingListGuid === guid) policy.mailingListGuid = null;
  call.sim.world.mailingLists.delete(guid);
  return call.context.body(null, 204);
};

/** `password`, `secretKey` and `sshKey` are accepted, checked for nothing, and forgotten. */
const credentialSchema = z.looseObject({
  name: nameField,
  user: filledField,
  sshKeyPath: filledField,
  password: textField,
  secretKey: textField,
  sshKey: textField,
});

const credentialOf = ({ sim, guid }: Call): Credential => found(sim.world.credentials.get(guid), 'Credential');

function credentialRecord({ wire }: Call, { guid, name, user, sshKeyPath }: Credential): Record<string, unknown> {
  return { guid, name, user: wire.optional(user), sshKeyPath: wire.optional(sshKeyPath) };
}

async function writeCredential(call: Call, present: Credential | undefined): Promise<Credential> {
  const { name, user, sshKeyPath } = parseBody(credentialSchema, await call.body());
  const { credentials } = call.sim.world;
  checkNameFree(call, 'Credential', name, credentials.values(), present?.guid);
  const written = { guid: present?.guid ?? call.sim.newGuid(), name, user, sshKeyPath };
  credentials.set(written.guid, written);
  return written;
}

const removeCredential: Handler = (call) => {
  const { guid } = credentialOf(call);
  for (const { settings } of call.sim.world.machines.values())
    if (settings?.credentialGuid === guid) settings.credentialGuid = null;
  call.sim.world.credentials.delete(guid);
  return call.context.body(null, 204);
};

/** Mailing lists and credentials (section 9): what policies and machines refer to. The path of credentials is singular (13.34). */
export const settingsListRoutes: Routes = (api, on) => {
  api.get(
    '/mailing-lists',
    on((call) => answerPlainList(call, [...call.sim.world.mailingLists.values()], mailingRecord)),
  );
  api.post(
    '/mailing-lists',
    on(async (call) => call.context.json(mailingRecord(await writeMailingList(call, undefined)), 201)),
  );
  api.get(
    '/mailing-lists/:guid',
    on((call) => call.context.json(mailingRecord(mailingListOf(call)))),
  );
  api.put(
    '/mailing-lists/:guid',
    on(async (call) => call.context.json(mailingRecord(await writeMailingList(call, mailingListOf(call))))),
  );
  api.delete('/mailing-lists/:guid', on(removeMailingList));
  api.get(
    '/credential',
    on((call) =>
      answerPlainList(call, [...call.sim.world.credentials.values()], (credential) =>
        credentialRecord(call, credential),
      ),
    ),
  );
  api.post(
    '/credential',
    on(async (call) => call.context.json(credentialRecord(call, await writeCredential(call, undefined)), 201)),
  );
  api.get(
    '/credential/:guid',
    on((call) => call.context.json(credentialRecord(call, credentialOf(call)))),
  );
  api.put(
    '/credential/:guid',
    on(async (call) => call.context.json(credentialRecord(call, await writeCredential(call, credentialOf(call))))),
  );
  api.delete('/credential/:guid', on(removeCredential));
};
