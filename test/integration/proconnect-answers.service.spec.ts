import { proConnectLinks } from '#libs/features/proconnect';
import { attachByMail, helene, heleneAddress, signInWith, startConnectedService } from '../support/proconnect-actors.js';
import type { ConnectedService } from '../support/proconnect-actors.js';
import { testIdentityProviders } from '../support/proconnect-provider.js';
import type { ProviderBehaviour } from '../support/proconnect-provider.js';
import { expectNothingChanged } from '../support/proconnect-threshold.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

const [ministry] = testIdentityProviders as [(typeof testIdentityProviders)[0]];
const minuteMs = 60_000;

let service: ConnectedService;

/** Hélène’s identity opens her account already. */
beforeAll(async () => {
  service = await startConnectedService([helene]);
  const visitor = newcomer();
  await signInWith(service, visitor, helene);
  await attachByMail(service, visitor, heleneAddress);
});
afterAll(() => service?.stop());
beforeEach(() => {
  // Two acts of the same instant have no order.
  service.clock.moveTo(new Date(service.clock.now().getTime() + 1000));
  service.provider.behaviour = 'good';
});

const newcomer = () => new Visitor(service.url);
const expectRefusal = (act: () => Promise<Page>, status: number, sentence: RegExp) => expectNothingChanged(service, act, status, sentence);

describe('ce que ProConnect renvoie n’est pas cru sur parole', () => {
  test.each<[string, ProviderBehaviour, number, RegExp]>([
    ['un code trop vieux', 'expired_code', 410, /Le code de ProConnect n’est plus valable.*trente secondes/],
    ['un autre nonce', 'wrong_nonce', 502, /L’identité reçue n’est pas celle demandée/],
    ['un userinfo altéré', 'tampered_userinfo', 502, /Les informations reçues ne sont pas authentiques/],
    ['un userinfo signé par un autre', 'foreign_userinfo', 502, /ne sont pas authentiques/],
    ['un userinfo sans signature', 'unsigned_userinfo', 502, /ne sont pas authentiques/],
    ['un userinfo en clair', 'plain_userinfo', 502, /ne sont pas authentiques/],
    ['le sujet d’un autre', 'other_subject', 502, /celles d’une autre personne/],
    ['aucun SIRET', 'no_siret', 502, /Votre identité ProConnect est incomplète/],
    ['une panne de ProConnect', 'broken', 503, /ProConnect ne répond pas/],
    ['le secteur privé non activé', 'private_sector', 502, /secteur privé .*ne sont pas encore activés.*Code à communiquer à l’assistance : Y500015/],
  ])('%s : rien ne s’ouvre', async (_, behaviour, status, sentence) => {
    const visitor = newcomer();
    service.provider.behaviour = behaviour;
    await expectRefusal(() => signInWith(service, visitor, helene), status, sentence);
    expect((await visitor.get(proConnectLinks.identities)).path).toBe('/connexion');
  });

  test('un renoncement se dit comme tel', async () => {
    await expectRefusal(() => signInWith(service, newcomer(), helene, { act: 'cancel' }), 403, /Vous avez renoncé à ProConnect.*Réessayer avec ProConnect/);
  });

  test('une demande que ProConnect n’admet pas montre son code, et rien de ce qu’on y glisserait', async () => {
    const visitor = newcomer();
    await visitor.get(proConnectLinks.start);
    const answer = new URLSearchParams({ state: service.provider.asked.at(-1)!.get('state')!, error: '<b>invalid_request</b>', error_description: 'Y000400 property ui_locales should not exist' });
    const page = await expectRefusal(() => visitor.get(`${proConnectLinks.back}?${answer}`), 502, /défaut de réglage.*Y000400/);
    expect(page.html).not.toMatch(/ui_locales|<b>invalid/);
  });

  test('ProConnect arrêté : la page le dit, et propose l’autre porte', async () => {
    const { provider } = service;
    service.clock.moveTo(new Date(service.clock.now().getTime() + 120 * minuteMs));
    await provider.stop();
    await expectRefusal(() => newcomer().get(proConnectLinks.start), 503, /ProConnect ne répond pas.*Recevoir un lien par courriel/);
    await provider.restart();
    expect((await signInWith(service, newcomer(), helene)).path).toBe('/espace');
  });
});

describe('une réponse ne sert qu’à la demande de ce navigateur, une fois, à temps', () => {
  const callback = () => `${proConnectLinks.back}${service.provider.answered!.search}`;

  test('sans demande dans ce navigateur', async () => {
    await signInWith(service, newcomer(), helene);
    await expectRefusal(() => newcomer().get(callback()), 400, /Cette connexion n’a pas été commencée ici/);
  });

  test('avec un autre état, la demande reste entière', async () => {
    const visitor = newcomer();
    const { path } = await visitor.get(proConnectLinks.start);
    await expectRefusal(() => visitor.get(`${proConnectLinks.back}?code=x&state=${'y'.repeat(43)}`), 400, /ne correspond pas à votre demande/);
    await expectRefusal(() => visitor.get(`${proConnectLinks.back}?code=x`), 400, /ne correspond pas à votre demande/);
    expect((await visitor.post(`${service.provider.origin}${path}`, { person: helene.key, identityProvider: ministry.id, act: 'continue' })).path).toBe('/espace');
  });

  test('une seconde fois, par le bouton « Précédent »', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    expect((await expectRefusal(() => visitor.get(callback()), 410, /Cette connexion a déjà servi/)).text).toMatch(/Vous êtes toujours connecté/);
  });

  test('après dix minutes', async () => {
    const visitor = newcomer();
    const { path } = await visitor.get(proConnectLinks.start);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 10 * minuteMs));
    await expectRefusal(() => visitor.post(`${service.provider.origin}${path}`, { person: helene.key, identityProvider: ministry.id, act: 'continue' }), 410, /Cette connexion a trop attendu/);
  });
});
