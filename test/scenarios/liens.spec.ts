import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { rounds } from '#libs/features/round';
import { WorkflowRunner, systemActor } from '#libs/platform';
import { clerkAddress, clerkIn, codeFor, invitationOf, launch, mailsSoFar, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import type { TestMail } from '../support/mailbox.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

jest.setTimeout(600_000);

let service: Service;
let clerk: Visitor;
let id: string;
let signers: Signer[];
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const extendTo = async (day: string) => {
  clerk = await clerkIn(service);
  expect((await clerk.post(`/tournees/${id}/prolongation`, { extendUntil: day }, `/tournees/${id}`)).status).toBe(200);
};
/** Asks for a fresh link behind this one, from the page it leads to or from another, and reads what comes to that address. */
async function renewed(link: string, { email }: Pick<Signer, 'email'>, from = link): Promise<TestMail> {
  const before = service.mailbox.mails.length;
  const visitor = new Visitor(service.url);
  expect((await visitor.post(`${link}/nouveau-lien`, {}, from)).text).toContain('Consultez votre messagerie');
  return service.mailbox.receive(({ to, text }) => to === email && text.includes('/signer/'), before);
}
const linkIn = ({ text }: TestMail) => new URL(/https?:\/\/\S+\/signer\/[\w-]+/.exec(text)![0]).pathname;
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

describe('un lien vit autant que la tournée recueille des signatures', () => {
  test('prolonger garde les liens : celui du premier jour signe encore, et la preuve le dit valable à cet instant', async () => {
    const link = await invitationOf(service, signers[1]!);
    await extendTo('2027-01-31');
    service.clock.moveTo(new Date('2026-12-28T09:00:00Z'));
    const page = await new Visitor(service.url).get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('jusqu’au 31 janvier 2027');
    expect((await sign(service, signers[1]!)).text).toContain('C’est signé');
    const [proof] = await sql<{ valid: boolean }>('select approved_at < expires_at as valid from approval join link on link.id = link_id where approval.round_id = $1 and approval.slot_id = $2', [id, signers[1]!.slotId]);
    expect(proof).toEqual({ valid: true });
  });

  test('une relance donne un lien de plus, et ne dit pas que les autres sont morts : ils ouvrent tous', async () => {
    const first = await invitationOf(service, signers[2]!);
    const before = await mailsSoFar(service);
    clerk = await clerkIn(service);
    await clerk.post(`/tournees/${id}/relances`, { slotId: signers[2]!.slotId }, `/tournees/${id}`);
    const second = await invitationOf(service, signers[2]!, before);
    expect(second).not.toBe(first);
    for (const link of [first, second]) expect((await new Visitor(service.url).get(link)).text).toContain('Vous signez pour');
    const said = service.mailbox.mails.slice(before).map(({ text }) => text).join(' ');
    expect(said).not.toMatch(/remplace les précédents|n’ouvrent plus/);
  });
});

describe('un lien mort mène toujours à quelque chose', () => {
  test('celui de qui a signé renvoie l’état de la tournée ; ce lien-là ne fait que montrer', async () => {
    const link = await invitationOf(service, signers[1]!);
    service.clock.moveTo(new Date('2027-02-01T09:00:00Z'));
    const dead = await new Visitor(service.url).get(link);
    expect(dead.status).toBe(410);
    expect(dead.text).toContain('déjà signé pour votre organisme');
    const fresh = linkIn(await renewed(link, signers[1]!));
    const page = await new Visitor(service.url).get(fresh);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Vous avez signé');
    expect(page.text).toContain('délai pour signer est passé');
    expect(page.html).not.toMatch(/action="[^"]*\/(code|signature|refus)"/);
  });

  test('celui de qui n’a pas signé, le délai passé, renvoie l’état ; prolongée, la tournée rouvre le premier lien, et celui de l’état ne signe toujours pas', async () => {
    const link = await invitationOf(service, signers[2]!);
    expect((await new Visitor(service.url).get(link)).text).toContain('Le délai pour signer est passé');
    const fresh = linkIn(await renewed(link, signers[2]!));
    expect((await new Visitor(service.url).get(fresh)).text).toContain('La préfecture peut le prolonger');
    await extendTo('2027-03-31');
    expect((await new Visitor(service.url).get(link)).text).toContain('Vous signez pour');
    const visitor = new Visitor(service.url);
    const shown = await visitor.get(fresh);
    expect(shown.text).toContain('Recevoir un lien pour signer');
    for (const [path, fields] of [['code', { fullName: signers[2]!.name }], ['refus', { reason: 'Je refuse par un lien de lecture.' }], ['signature', { code: '000000' }]] as const) {
      expect((await visitor.post(`${fresh}/${path}`, fields, fresh)).path).toBe(fresh);
    }
    expect(await sql('select 1 from code join link on link.id = link_id where link.round_id = $1 and link.slot_id = $2', [id, signers[2]!.slotId])).toEqual([]);
    expect((await signersOf(service, id)).length).toBe(signers.length);
  });

  test('un refus suspend : le lien du refusant, puis celui des autres, renvoient l’état', async () => {
    service.clock.moveTo(new Date('2027-02-02T09:00:00Z'));
    const [, , , , refusing, other] = signers;
    const link = await invitationOf(service, refusing!);
    await new Visitor(service.url).post(`${link}/refus`, { reason: 'Le conseil a voté contre.' }, link);
    await until(service, id, 'blocked');
    for (const one of [refusing!, other!]) {
      const fresh = linkIn(await renewed(await invitationOf(service, one), one, '/mes-liens'));
      expect((await new Visitor(service.url).get(fresh)).text).toContain('suspendue');
    }
    clerk = await clerkIn(service);
    await clerk.post(`/tournees/${id}/reprise`, {}, `/tournees/${id}`);
    await until(service, id, 'collecting');
  });
});

describe('des codes devinés', () => {
  test('quinze codes faux en un jour ferment les liens d’alors, la préfecture l’apprend ; un lien neuf, reçu à l’adresse connue, signe', async () => {
    const signer = signers[3]!;
    service.clock.moveTo(new Date('2027-02-03T09:00:00Z'));
    const link = await invitationOf(service, signer);
    const visitor = new Visitor(service.url);
    let code = '';
    let last = await visitor.get(link);
    for (let asked = 0; asked < 3; asked++) {
      code = await codeFor(service, visitor, link, signer);
      for (let guess = 0; guess < 5; guess++) last = await visitor.post(`${link}/signature`, { fullName: signer.name, code: wrongOf(code) }, `${link}/code`);
    }
    expect(last.status).toBe(429);
    expect(last.text).toContain('Trop de codes faux');
    const told = await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('codes'));
    expect(told.text).toContain(signer.bodyName);
    const codes = async () => sql('select 1 from code join link on link.id = link_id where link.round_id = $1 and link.slot_id = $2', [id, signer.slotId]);
    const before = (await codes()).length;
    expect((await visitor.post(`${link}/code`, { fullName: signer.name }, link)).text).toContain('Trop de codes faux');
    expect((await codes()).length).toBe(before);
    expect((await visitor.get(link)).text).toContain('Recevoir un nouveau lien');
    const fresh = linkIn(await renewed(link, signer));
    const person = new Visitor(service.url);
    const right = await codeFor(service, person, fresh, signer);
    expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code: right }, link)).text).toContain('Trop de codes faux');
    expect((await person.post(`${fresh}/signature`, { fullName: signer.name, code: right }, `${fresh}/code`)).text).toContain('C’est signé');
    expect(await sql(`select 1 from journal where subject_id = $1 and event = 'exhaustCodes'`, [id])).toHaveLength(1);
  });
});

describe('un lien dont la personne n’est plus celle qui signe', () => {
  test('ne montre aucune adresse, ne renvoie rien, et dit à qui s’adresser', async () => {
    const former = signers[5]!;
    const link = await invitationOf(service, former);
    const newcomer = randomUUID();
    await sql(
      `insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email)
       select $1, round_id, body_id, 'Mme', 'Nadia', 'Perrin', quality, 'nadia.perrin@ailleurs.example' from signatory where round_id = $2 and lower(email) = lower($3) limit 1`,
      [newcomer, id, former.email],
    );
    await sql(`update round set facts = jsonb_set(facts, '{slots,5,signatoryId}', to_jsonb($2::text)) where id = $1`, [id, newcomer]);
    const visitor = new Visitor(service.url);
    const page = await visitor.get(link);
    expect(page.status).toBe(410);
    expect(page.text).toContain('La signature a été confiée à une autre personne');
    expect(page.text).not.toMatch(/@ailleurs|•/);
    expect(page.html).not.toContain('nouveau-lien');
    expect(page.text).toMatch(/préfecture/i);
    // What earlier signatures caused has left.
    await nothingLeft(service.database, ['round', 'recovery']);
    const before = service.mailbox.mails.length;
    const answer = await visitor.post(`${link}/nouveau-lien`, {}, '/mes-liens');
    expect(answer.text).toContain('confiée à une autre personne');
    expect((await visitor.post(`${link}/code`, { fullName: former.name }, '/mes-liens')).text).toContain('confiée à une autre personne');
    await nothingLeft(service.database, ['round', 'recovery']);
    expect(service.mailbox.mails.length).toBe(before);
  });
});

describe('un texte remplacé', () => {
  test('le dit derrière chaque ancien lien, et renvoie celui du nouveau texte à qui y est attendu ; l’ancien ne signe plus', async () => {
    const signer = signers[2]!;
    const link = await invitationOf(service, signer);
    const before = service.mailbox.mails.length;
    clerk = await clerkIn(service);
    const successorId = await openDraft(service, clerk, 1);
    await launch(service, clerk, successorId, { collectUntil: '2027-04-30', termEndsOn: '2028-12-31' });
    const fresh = await invitationOf(service, signer, before);
    expect(await service.worker.get(WorkflowRunner).submit(rounds, id, { type: 'supersede', successorId, reason: 'L’annexe 4 a changé.' }, systemActor('test'))).toMatchObject({ accepted: true });
    const visitor = new Visitor(service.url);
    const dead = await visitor.get(link);
    expect(dead.status).toBe(410);
    expect(dead.text).toContain('Ce document a été remplacé');
    expect(dead.text).toContain('Recevoir le lien de la nouvelle version');
    expect((await visitor.post(`${link}/code`, { fullName: signer.name }, link)).status).toBe(410);
    expect((await new Visitor(service.url).get(fresh)).text).toContain('Vous signez pour');
    // Their name was corrected there: the row before stays, and no place asks it any more.
    const [[old], corrected] = [await sql<{ id: string }>('select id from signatory where round_id = $1 and lower(email) = lower($2)', [successorId, signer.email]), randomUUID()];
    const swap = (from: string, to: string) => sql(`update round set facts = replace(facts::text, $2, $3)::jsonb where id = $1`, [successorId, from, to]);
    await sql('insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) select $2, round_id, body_id, civility, first_name, last_name, quality, email from signatory where id = $1', [old!.id, corrected]);
    await swap(old!.id, corrected);
    expect((await visitor.get(link)).text).toContain('Recevoir le lien de la nouvelle version');
    await swap(corrected, old!.id);
    service.clock.moveTo(new Date('2027-02-03T10:00:00Z'));
    const again = linkIn(await renewed(link, signer));
    const [round] = await sql<{ id: string }>(`select round_id as id from link where token_hash = encode(sha256(convert_to($1, 'UTF8')), 'hex')`, [again.split('/').at(-1)]);
    expect(round).toEqual({ id: successorId });
    expect((await sign(service, signer, before)).text).toContain('C’est signé');
    expect((await new Visitor(service.url).get(link)).text).not.toContain('Recevoir le lien de la nouvelle version');
  });
});
