import { proConnectLinks } from '#libs/features/proconnect';
import { ProConnectProvider, testIdentityProviders } from './proconnect-provider.js';
import type { Civilian, IdentityProvider } from './proconnect-provider.js';
import { startService } from './service.js';
import type { Service } from './service.js';
import type { Page, Visitor } from './visitor.js';

/** SIRET of the préfecture as recorded, and another establishment of it: invented, with right keys. */
export const prefectureSiret = '17480001100010';
export const prefectureOtherSiret = '17480001100028';
/** Of an organisation nobody here works for. */
export const otherSiret = '19480077700014';

export const helene: Civilian = { key: 'helene', givenName: 'Hélène', usualName: 'Bastide', email: 'h.bastide@ministere.example', siret: prefectureOtherSiret };
export const karim: Civilian = { key: 'karim', givenName: 'Karim', usualName: 'Ferrand', email: 'karim.ferrand@prefecture-48.example', siret: prefectureSiret };

export const heleneAddress = 'helene.bastide@prefecture-48.example';
export const karimAddress = 'karim.ferrand@prefecture-48.example';

export type ConnectedService = Service & { provider: ProConnectProvider };

/** The whole service, and a provider on trial that knows these people. */
export async function startConnectedService(people: readonly Civilian[], options: Parameters<typeof startService>[0] = {}): Promise<ConnectedService> {
  const identity = { clientId: 'paraphe-essai', clientSecret: 'secret-d-essai' };
  const provider = await ProConnectProvider.open({ ...identity, people });
  const service = await startService({ ...options, settings: { ...options.settings, PROCONNECT_ISSUER: provider.issuer, PROCONNECT_CLIENT_ID: identity.clientId, PROCONNECT_CLIENT_SECRET: identity.clientSecret } });
  provider.register({ redirectUri: `${service.url}${proConnectLinks.back}`, afterLogoutUri: `${service.url}${proConnectLinks.left}` });
  await service.database.superuser(`update departement set prefecture = prefecture || jsonb_build_object('siret', $1::text) where code = '48'`, [prefectureSiret]);
  return {
    ...service,
    provider,
    stop: async () => {
      await service.stop();
      await provider.stop();
    },
  };
}

/** From our sign-in button to wherever ProConnect's answer leads. */
export async function signInWith({ provider }: ConnectedService, visitor: Visitor, person: Civilian, choice: { identityProvider?: IdentityProvider; act?: 'continue' | 'cancel'; start?: string } = {}): Promise<Page> {
  const page = await visitor.get(choice.start ?? proConnectLinks.start);
  if (!page.path.startsWith('/api/v2/interaction/')) return page;
  return visitor.post(`${provider.origin}${page.path}`, { person: person.key, identityProvider: (choice.identityProvider ?? testIdentityProviders[0]!).id, act: choice.act ?? 'continue' });
}

/** The link of the last attachment mail to an address. */
export async function attachLinkTo(service: Service, address: string, after: number): Promise<string> {
  const mail = await service.mailbox.receive(({ to, subject }) => to === address && subject.includes('ProConnect'), after);
  return new URL(/https?:\/\/\S+\/rattachement\/lien\/\S+/.exec(mail.text)![0]).pathname;
}

/** Types the account's address after an unknown identity, follows the mail, confirms. */
export async function attachByMail(service: ConnectedService, visitor: Visitor, address: string): Promise<Page> {
  const before = service.mailbox.mails.length;
  await visitor.post(proConnectLinks.attach, { email: address });
  return visitor.post(await attachLinkTo(service, address, before));
}
