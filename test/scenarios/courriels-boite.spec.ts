import { mailStateOf } from '#libs/features/correspondence';
import { loadRound } from '#libs/features/round';
import { ReportMailbox, systemActor } from '#libs/platform';
import { clerkIn, invitationOf, launch, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { ImapServer, dovecot, mailboxPassword, mailboxUser } from '../support/imap-server.js';
import { nothingLeft, until } from '../support/patience.js';
import { reportInto } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const wrong = 'presidence@departement-lozerre.example';
const tried = dovecot ? describe : describe.skip;
if (!dovecot) console.warn('Dovecot est absent : les avis lus dans une boîte aux lettres ne sont PAS essayés.');

tried.each([
  ['dont le serveur connaît les sous-adresses', 'oui', /^retours\+[0-9a-z]{44}@prefecture\.example$/],
  ['dont le serveur n’en veut pas', 'non', /^retours@prefecture\.example$/],
])('une préfecture qui n’a qu’une boîte aux lettres ordinaire, %s', (_, subAddresses, returnPaths) => {
  let server: ImapServer;
  let service: Service;
  let clerk: Visitor;
  let id: string;
  let signers: Signer[];
  let mistaken: Signer;
  beforeAll(async () => {
    server = await ImapServer.start();
    service = await startService({ settings: { BOUNCE_MAILBOX: server.url(), BOUNCE_MAILBOX_PASSWORD: mailboxPassword, BOUNCE_ADDRESS: mailboxUser, BOUNCE_SUBADDRESSES: subAddresses } });
    clerk = await clerkIn(service);
    id = await openDraft(service, clerk, 1);
    reportInto(service.mailbox, (recipient, raw) => server.deliver(raw, { to: recipient }), (address) =>
      address === wrong ? { action: 'failed', status: '5.1.2', diagnostic: '550 5.1.2 Host unknown' } : { action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 delivered' });
    await service.database.superuser(`update national_partner_body set signatory = jsonb_set(signatory, '{email}', to_jsonb($1::text)) where id = (select id from national_partner_body where departement_code = '48' and signatory is not null order by id limit 1)`, [wrong]);
    await launch(service, clerk, id);
    await nothingLeft(service.database, ['round']);
    signers = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet');
    mistaken = signers.find(({ email }) => email === wrong)!;
  });
  afterAll(async () => {
    await service?.stop();
    await server?.stop();
  });

  const personOf = async (slotId: string) => (await service.db.withIdentity(observer, (tx) => loadRound(tx, id))).facts.slots.find((slot) => slot.id === slotId)!.signatoryId;
  const standingOf = async (slotId: string) => {
    const person = await personOf(slotId);
    return (await service.db.withIdentity(observer, (tx) => mailStateOf(tx, [person]))).get(person);
  };
  /** The mailbox is visited at its hours, as long as it holds something new, until it is so. */
  const visited = (isSo: () => Promise<boolean>, what: string) => until(async () => {
    if (server.messages().some(({ seen }) => !seen)) {
      service.clock.moveTo(new Date(service.clock.now().getTime() + 2 * 60_000));
      await service.worker.get(ReportMailbox, { strict: false }).catchUp();
    }
    return isSo();
  }, what);

  test('chaque courriel y revient, et porte sa preuve', () => {
    for (const { returnPath, raw } of service.mailbox.mails) {
      expect(returnPath).toMatch(returnPaths);
      expect(raw).toMatch(/^X-Paraphe-Avis: [0-9a-z]{44}\r$/m);
    }
    expect(new Set(service.mailbox.mails.map(({ raw }) => /^X-Paraphe-Avis: (.*)\r$/m.exec(raw)![1])).size).toBe(service.mailbox.mails.length);
  });

  test('une adresse fausse se voit à la page de la tournée, avec sa raison, pendant que les autres sont acceptées', async () => {
    await visited(async () => (await standingOf(mistaken.slotId))?.state === 'bounced', 'the mail comes back');
    const { text } = await clerk.get(`/tournees/${id}`);
    expect(text).toContain('le domaine de l’adresse n’existe pas (5.1.2)');
    expect(text).toContain('Corriger et renvoyer');
    for (const { slotId, email } of signers) if (email !== wrong) await visited(async () => (await standingOf(slotId))?.state === 'accepted', `the mail to ${email} is accepted`);
    expect((await standingOf(mistaken.slotId))?.state).toBe('bounced');
    expect(server.messages().filter(({ seen }) => !seen)).toEqual([]);
  });

  test('corrigée depuis cette page, elle envoie un nouveau lien, qui signe', async () => {
    const sent = service.mailbox.mails.length;
    const page = `/tournees/${id}/emplacements/${mistaken.slotId}/signataires/${await personOf(mistaken.slotId)}`;
    await clerk.post(`${page}/adresse`, { correctEmail: 'presidence@departement-lozere.example' }, page);
    const right = (await signersOf(service, id)).find(({ slotId }) => slotId === mistaken.slotId)!;
    await invitationOf(service, right, sent);
    await visited(async () => (await standingOf(right.slotId))?.state === 'accepted', 'the corrected address is reached');
    expect((await sign(service, right, sent)).text).toContain('C’est signé');
    expect((await clerk.get(`/tournees/${id}`)).text).not.toContain('le domaine de l’adresse n’existe pas');
  });
});
