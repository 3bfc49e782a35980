import { proConnectLinks } from '#libs/features/proconnect';
import { mailsSoFar } from '../support/actors.js';
import {
  attachByMail, attachLinkTo, helene, heleneAddress, karim, karimAddress, otherSiret, prefectureOtherSiret, prefectureSiret, signInWith, startConnectedService,
} from '../support/proconnect-actors.js';
import type { ConnectedService } from '../support/proconnect-actors.js';
import { ProConnectProvider, testIdentityProviders } from '../support/proconnect-provider.js';
import type { Civilian } from '../support/proconnect-provider.js';
import { countRows, expectNoSession, expectNothingChanged } from '../support/proconnect-threshold.js';
import { startService } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

/** Hélène has a second identity, elsewhere; Odile's organisation has another SIRET; nobody knows the stranger's. */
const stranger: Civilian = { key: 'ailleurs', givenName: 'Ana', usualName: 'Ailleurs', email: heleneAddress, siret: '20003452800041' };
const lise: Civilian = { key: 'lise', givenName: 'Lise', usualName: 'Pradel', email: 'lise@communaute.example', siret: '' };
const [ministry, second] = testIdentityProviders as [(typeof testIdentityProviders)[0], (typeof testIdentityProviders)[0]];
const minuteMs = 60_000;
const liseAddress = 'lise.pradel@gestionnaire-48.example';

let service: ConnectedService;

beforeAll(async () => {
  service = await startConnectedService([helene, karim, stranger, lise]);
  const [gestionnaire] = await service.database.superuser<{ siret: string }>(
    `select g.siret from gestionnaire g join membership m on m.organisation_id = g.id join account a on a.id = m.account_id where a.email = $1`, [liseAddress]);
  lise.siret = gestionnaire!.siret;
});
afterAll(() => service?.stop());
beforeEach(() => {
  later();
  service.provider.behaviour = 'good';
  helene.siret = prefectureOtherSiret;
});

/** Two acts of the same instant have no order. */
const later = () => service.clock.moveTo(new Date(service.clock.now().getTime() + 1000));
const newcomer = () => new Visitor(service.url);
const count = (table: string) => countRows(service, table);
const expectRefusal = (act: () => Promise<Page>, status: number, sentence: RegExp) => expectNothingChanged(service, act, status, sentence);
const openedBy = async (page: Page) => `${page.path} ${(await service.database.superuser<{ openedBy: string }>('select opened_by as "openedBy" from session order by created_at desc, last_seen_at desc limit 1'))[0]!.openedBy}`;

describe('une identité que personne ne connaît', () => {
  let visitor: Visitor;
  let link: string;

  test('n’entre pas, même avec l’adresse d’un compte : elle attend d’être rattachée', async () => {
    visitor = newcomer();
    const page = await signInWith(service, visitor, helene);
    expect(page).toMatchObject({ status: 200, path: proConnectLinks.attach });
    expect(page.text).toMatch(/Cette identité ProConnect n’est pas encore rattachée à votre compte/);
    expect(page.text).toMatch(/Hélène Bastide .*174 800 011 00028/);
    expectNoSession(page);
    expect(await count('proconnect_identity')).toBe(0);
  });

  test('on corrige une adresse incomplète, et une adresse inconnue reçoit la même réponse', async () => {
    const refused = await visitor.post(proConnectLinks.attach, { email: 'helene' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/Indiquez une adresse électronique/);
    const before = await mailsSoFar(service);
    expect((await visitor.post(proConnectLinks.attach, { email: 'inconnue@nulle-part.example' })).text).toMatch(/Si l’adresse inconnue@nulle-part\.example est celle/);
    const known = await visitor.post(proConnectLinks.attach, { email: heleneAddress });
    expect(known.text).toMatch(/Si l’adresse helene\.bastide@prefecture-48\.example est celle .*15 minutes et ne sert qu’une fois/);
    link = await attachLinkTo(service, heleneAddress, before);
    expect(service.mailbox.mails.slice(before).map(({ to }) => to)).toEqual([heleneAddress]);
  });

  test('le lien ne rattache rien dans un autre navigateur : l’identité n’y attend pas', async () => {
    await expectRefusal(() => newcomer().get(link), 410, /Aucune identité n’attend dans ce navigateur/);
    const accomplice = newcomer();
    await signInWith(service, accomplice, karim);
    await expectRefusal(() => accomplice.get(link), 410, /Aucune identité n’attend/);
    await expectRefusal(() => accomplice.post(link, {}, proConnectLinks.attach), 410, /Aucune identité n’attend/);
  });

  test('un robot qui suit le lien ne l’use pas ; la personne confirme, et entre', async () => {
    for (let visits = 0; visits < 2; visits++) expect((await visitor.get(link)).text).toMatch(/ouvrira le compte de Hélène Bastide/);
    expect((await visitor.postForged(link)).status).toBe(403);
    expect(await count('proconnect_identity')).toBe(0);
    const page = await visitor.post(link);
    expect(await openedBy(page)).toBe('/espace proconnect');
    expect(page.text).toMatch(/Cette identité ProConnect ouvre désormais votre compte/);
    expect(await service.database.superuser('select issuer, sub, idp_id, siret, email from proconnect_identity i join account a on a.id = i.account_id')).toEqual([
      { issuer: service.provider.issuer, sub: ProConnectProvider.subjectOf(helene, ministry), idp_id: ministry.id, siret: prefectureOtherSiret, email: heleneAddress },
    ]);
    await expectRefusal(() => visitor.post(link, {}, '/espace'), 410, /Ce lien ne rattache plus rien/);
  });

  test('le jeton d’identité n’est écrit nulle part en clair, ni le nom, ni le moindre secret de la connexion', async () => {
    const rows = JSON.stringify([
      await service.database.superuser('select * from proconnect_attempt'), await service.database.superuser('select * from proconnect_pending'), await service.database.superuser('select * from proconnect_visit'),
      await service.database.superuser('select * from proconnect_attach_link'), await service.database.superuser('select * from outbox'), await service.database.superuser('select * from journal'),
    ]);
    const asked = service.provider.asked.at(-1)!;
    // What is sealed is made of the same letters as a token, without its two dots.
    expect(rows).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\./);
    for (const secret of ['Bastide', asked.get('state')!, asked.get('nonce')!, link.split('/').at(-1)!]) expect(rows).not.toContain(secret);
  });

  test('un SIRET qui n’en est pas un est nommé aussitôt, sans demander d’adresse', async () => {
    await expectRefusal(() => signInWith(service, newcomer(), stranger), 403, /l’organisme de SIRET 200 034 528 00041\..*Recevoir un lien par courriel/);
  });
});

describe('une identité rattachée', () => {
  test('entre aussitôt, par l’établissement voisin du même organisme, et revient d’où elle venait', async () => {
    const page = await signInWith(service, newcomer(), helene, { start: `${proConnectLinks.start}?retour=/annuaire` });
    expect(await openedBy(page)).toBe('/annuaire proconnect');
    expect(await service.database.superuser('select last_used_at is not null as used from proconnect_identity')).toEqual([{ used: true }]);
    expect((await signInWith(service, newcomer(), helene, { start: `${proConnectLinks.start}?retour=//ailleurs.example` })).path).toBe('/espace');
  });

  test('d’un autre fournisseur est une autre identité, qui rejoint le même compte par le même chemin', async () => {
    const visitor = newcomer();
    expect((await signInWith(service, visitor, helene, { identityProvider: second })).path).toBe(proConnectLinks.attach);
    await attachByMail(service, visitor, heleneAddress);
    const accounts = await service.database.superuser('select distinct account_id from proconnect_identity');
    expect([accounts.length, await count('proconnect_identity')]).toEqual([1, 2]);
    for (const identityProvider of [ministry, second]) expect((await signInWith(service, newcomer(), helene, { identityProvider })).text).toMatch(/Hélène Bastide/);
    const page = await visitor.get(proConnectLinks.identities);
    expect(page.text).toMatch(/2 identités ProConnect ouvrent votre compte/);
    expect(page.text).toMatch(new RegExp(`${ministry.id.slice(0, 8)}.*${second.id.slice(0, 8)}`));
  });

  test('ouvre l’habilitation de l’organisme du SIRET, parmi plusieurs', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, lise);
    const page = await attachByMail(service, visitor, liseAddress);
    expect(await openedBy(page)).toBe('/espace proconnect');
    expect(page.text).toMatch(/Lise Pradel/);
  });

  test('se détache par sa personne, et par elle seule ; elle n’entre plus', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    const [{ id }] = (await service.database.superuser<{ id: string }>('select id from proconnect_identity where idp_id = $1 and siret = $2', [second.id, prefectureOtherSiret])) as [{ id: string }];
    const other = newcomer();
    await signInWith(service, other, lise);
    expect((await other.post(proConnectLinks.detach(id), {}, proConnectLinks.identities)).status).toBe(404);
    expect((await visitor.post(proConnectLinks.detach('n-importe-quoi'), {}, proConnectLinks.identities)).status).toBe(404);
    const page = await visitor.post(proConnectLinks.detach(id), {}, proConnectLinks.identities);
    expect(page.text).toMatch(/n’ouvre plus votre compte.*Une identité ProConnect ouvre votre compte/);
    expect((await signInWith(service, newcomer(), helene, { identityProvider: second })).path).toBe(proConnectLinks.attach);
    expect(await service.database.superuser(`select event, payload from journal where event = 'proconnect_detached'`)).toEqual([{ event: 'proconnect_detached', payload: { identityId: id } }]);
  });
});

describe('depuis son compte', () => {
  async function karimIn(): Promise<Visitor> {
    const visitor = newcomer();
    const before = service.mailbox.mails.length;
    await visitor.post('/connexion', { email: karimAddress });
    const mail = await service.mailbox.receive(({ to, subject }) => to === karimAddress && subject.includes('connexion'), before);
    await visitor.post(new URL(/https?:\/\/\S+\/connexion\/\S+/.exec(mail.text)![0]).pathname);
    return visitor;
  }

  test('la page est fermée à qui n’est pas connecté', async () => expect((await newcomer().get(proConnectLinks.identities)).path).toBe('/connexion'));

  test('on rattache une identité après l’avoir reconnue, jamais d’un simple lien', async () => {
    const visitor = await karimIn();
    expect((await visitor.get(proConnectLinks.identities)).text).toMatch(/Aucune identité ProConnect n’ouvre votre compte/);
    const confirm = await signInWith(service, visitor, karim);
    expect(confirm.text).toMatch(/ouvrira le compte de Karim Ferrand.*Karim Ferrand.*174 800 011 00010/);
    expect((await visitor.postForged(proConnectLinks.attachHere)).status).toBe(403);
    const page = await visitor.post(proConnectLinks.attachHere, {}, proConnectLinks.attach);
    expect(page).toMatchObject({ status: 200, path: proConnectLinks.identities });
    expect(page.text).toMatch(/Une identité ProConnect ouvre votre compte/);
    expect((await signInWith(service, visitor, karim)).text).toMatch(/ouvre déjà votre compte/);
    later();
    expect(await openedBy(await signInWith(service, newcomer(), karim))).toBe('/espace proconnect');
  });

  test('celle d’un autre compte est refusée', async () => {
    const visitor = await karimIn();
    const page = await expectRefusal(() => signInWith(service, visitor, helene), 409, /déjà rattachée à un autre compte/);
    expect(page.text).toMatch(/Vous êtes toujours connecté/);
  });
});

describe('le SIRET dit pour qui l’on vient', () => {
  test('celui d’un autre organisme n’ouvre rien : la page le nomme, dit pourquoi, et qui appeler', async () => {
    helene.siret = otherSiret;
    await expectRefusal(() => signInWith(service, newcomer(), helene), 403, /SIRET 194 800 777 00014\. Ce n’est pas l’organisme de vos habilitations : Préfecture de la Lozère.*Qui appeler Préfecture de la Lozère : 04/);
  });

  test('ni ne se rattache', async () => {
    karim.siret = otherSiret;
    const visitor = newcomer();
    await signInWith(service, visitor, karim, { identityProvider: second });
    const before = service.mailbox.mails.length;
    await visitor.post(proConnectLinks.attach, { email: karimAddress });
    const link = await attachLinkTo(service, karimAddress, before);
    await expectRefusal(() => visitor.post(link), 403, /194 800 777 00014/);
    karim.siret = prefectureSiret;
  });

  test('un organisme sans SIRET inscrit ne s’ouvre pas, et la page le dit', async () => {
    await service.database.superuser(`update departement set prefecture = prefecture - 'siret' where code = '48'`);
    await expectRefusal(() => signInWith(service, newcomer(), helene), 403, /Le SIRET de cet organisme n’est pas encore inscrit à l’annuaire.*Préfecture de la Lozère/);
    await service.database.superuser(`update departement set prefecture = prefecture || jsonb_build_object('siret', $1::text) where code = '48'`, [prefectureSiret]);
  });

  test('un compte désactivé, ou sans habilitation, n’ouvre rien', async () => {
    await service.database.superuser('update account set disabled_at = now() where email = $1', [heleneAddress]);
    await expectRefusal(() => signInWith(service, newcomer(), helene), 403, /Votre compte est fermé/);
    await service.database.superuser('update account set disabled_at = null where email = $1', [heleneAddress]);
  });
});

describe('la déconnexion', () => {
  test('ferme notre session, puis celle de ProConnect, et oublie le jeton', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    const visits = await count('proconnect_visit');
    const leaving = await visitor.post('/deconnexion', {}, '/espace');
    expect(leaving).toMatchObject({ status: 200, path: proConnectLinks.leave });
    expect((await visitor.get(proConnectLinks.identities)).path).toBe('/connexion');
    const url = /^0; url=(.+)$/.exec(leaving.headers.get('refresh')!)![1]!;
    const confirm = await visitor.get(url);
    expect(confirm.path).toBe('/api/v2/session/end');
    expect([...service.provider.leavings.at(-1)!.keys()].sort()).toEqual(['id_token_hint', 'post_logout_redirect_uri', 'state']);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(confirm.html)![1]!;
    const left = await visitor.post(`${service.provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' }, '/');
    expect(left).toMatchObject({ status: 200, path: proConnectLinks.left });
    expect(left.text).toMatch(/Votre session dans Paraphe et celle de ProConnect sont fermées/);
    expect(await count('proconnect_visit')).toBe(visits - 1);
    expect((await visitor.get(proConnectLinks.start)).path).toMatch(/interaction/);
  });

  test('un retour qui ne répond à aucun départ ne confirme rien', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    await visitor.post('/deconnexion', {}, '/espace');
    const visits = await count('proconnect_visit');
    const page = await visitor.get(`${proConnectLinks.left}?state=${'z'.repeat(43)}`);
    expect([page.status, await count('proconnect_visit')]).toEqual([400, visits]);
    expect(page.text).toMatch(/Celle de ProConnect peut ne pas l’être/);
  });

  test('ProConnect arrêté ne retient personne', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 90 * minuteMs));
    await service.provider.stop();
    const page = await visitor.post('/deconnexion', {}, '/espace');
    expect(page).toMatchObject({ status: 200, path: proConnectLinks.leave });
    expect(page.text).toMatch(/Votre session dans Paraphe est fermée\. Celle de ProConnect peut ne pas l’être/);
    await service.provider.restart();
    expect((await visitor.get(proConnectLinks.identities)).path).toBe('/connexion');
  });

  test('un lien vers la sortie ne déconnecte pas qui est connecté', async () => {
    const visitor = newcomer();
    await signInWith(service, visitor, helene);
    expect((await visitor.get(proConnectLinks.leave)).path).toBe('/espace');
  });
});

test('sans ProConnect configuré, ses pages n’existent pas et la connexion n’en parle pas', async () => {
  const bare = await startService();
  try {
    const visitor = new Visitor(bare.url);
    expect((await visitor.get(proConnectLinks.start)).status).toBe(404);
    expect((await visitor.get('/connexion')).text).not.toMatch(/ProConnect/);
  } finally {
    await bare.stop();
  }
});
