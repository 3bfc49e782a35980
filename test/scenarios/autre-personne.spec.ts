import { jest } from '@jest/globals';
import { clerkAddress, clerkIn, codeFor, invitationOf, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

jest.setTimeout(600_000);

let service: Service;
let clerk: Visitor;
let id: string;
let signer: Signer;
let link: string;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signer = (await signersOf(service, id))[1]!;
  link = await invitationOf(service, signer);
});
afterAll(() => service?.stop());

const designated = { saidBy: 'Odile Faure', successorName: 'Nadia Perrin', successorEmail: 'nadia.perrin@mairie.example', why: 'Elle a reçu délégation en juin.' };
/** Those that wait for the préfecture's answer. */
const proposals = () => service.database.superuser<Record<string, string>>(
  `select signatory_proposal.* from round, jsonb_array_elements(facts->'slots') slot join signatory_proposal on signatory_proposal.id::text = slot->>'proposalId' where round.id = $1`, [id]);
const remind = () => clerk.post(`/tournees/${id}/relances`, { slotId: signer.slotId }, `/tournees/${id}`);
const mailsSince = (before: number) => service.mailbox.mails.slice(before).filter(({ to }) => to === signer.email);

describe('une personne qui dit n’être pas la bonne', () => {
  test('doit nommer qui l’est, et taper son propre nom : un formulaire vide ne désigne personne', async () => {
    const visitor = new Visitor(service.url);
    const page = await visitor.post(`${link}/autre-personne`, { ...designated, saidBy: '', successorEmail: 'nadia' }, link);
    expect(page.status).toBe(422);
    expect(page.html).toContain('value="Nadia Perrin"');
    expect(page.text).toContain('Elle a reçu délégation en juin.');
    expect(await proposals()).toEqual([]);
  });

  test('voit que c’est noté ; la préfecture l’apprend et retrouve ce qui a été dit', async () => {
    const page = await new Visitor(service.url).post(`${link}/autre-personne`, designated, link);
    expect(page.text).toContain('Nadia Perrin');
    expect(page.text).toContain('aucune relance');
    expect(await proposals()).toMatchObject([{ slot_id: signer.slotId, full_name: 'Nadia Perrin', email: 'nadia.perrin@mairie.example', reason: 'Elle a reçu délégation en juin.', said_by: 'Odile Faure' }]);
    expect((await clerk.get(`/tournees/${id}`)).status).toBe(200);
    const mail = await service.mailbox.receive(({ to, text }) => to === clerkAddress && text.includes(signer.bodyName));
    expect(mail.text).not.toContain('undefined');
  });

  test('ne peut pas en désigner une seconde tant que la préfecture n’a pas répondu : la première reste, et rien ne repart', async () => {
    const [first] = await proposals();
    await nothingLeft(service.database, ['round']);
    const told = () => service.mailbox.mails.filter(({ to }) => to === clerkAddress).length;
    const before = told();
    for (let time = 0; time < 3; time++) {
      const page = await new Visitor(service.url).post(`${link}/autre-personne`, { ...designated, successorName: 'Paul Autre', successorEmail: 'paul.autre@mairie.example' }, link);
      expect(page.status).toBe(409);
      expect(page.text).toContain('déjà été proposée');
      expect(page.text).toContain('Nadia Perrin');
    }
    expect((await new Visitor(service.url).get(link)).html).not.toContain('name="successorName"');
    await nothingLeft(service.database, ['round']);
    expect(told()).toBe(before);
    expect(await proposals()).toEqual([first]);
    expect(await service.database.superuser(`select 1 from journal where event = 'refused.proposeSignatory'`)).toEqual([]);
  });

  test('rien d’elle ni de l’autre n’entre au journal ni dans les effets', async () => {
    const [row] = await service.database.superuser<{ leaked: boolean }>(
      `select exists (select from journal where payload::text ~* $1) or exists (select from outbox where effect::text ~* $1) as leaked`, ['perrin|faure|délégation en juin']);
    expect(row).toEqual({ leaked: false });
  });

  test('n’est plus relancée tant que la préfecture n’a pas répondu, mais retrouve son lien si elle le demande', async () => {
    const before = service.mailbox.mails.length;
    await remind();
    await nothingLeft(service.database, ['round']);
    expect(mailsSince(before)).toEqual([]);
    service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
    await new Visitor(service.url).post('/mes-liens', { email: signer.email });
    await service.mailbox.receive(({ to, text }) => to === signer.email && text.includes('/signer/'), before);
  });

  test('ne s’écrit à personne d’autre : la préfecture seule décide', async () => {
    await nothingLeft(service.database, ['round', 'recovery']);
    expect(service.mailbox.mails.filter(({ to }) => to === designated.successorEmail)).toEqual([]);
  });

  test('peut finalement signer : la proposition tombe', async () => {
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, link, signer);
    expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)).text).toContain('C’est signé');
    expect(await proposals()).toEqual([]);
  });
});
