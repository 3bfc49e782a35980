import { loadRound, signatoriesOf } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { ApiClient, code, fieldsOf, programOf } from '../support/api-client.js';
import { clerkIn, invitationOf, launch, mailsSoFar, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const newcomer = { civility: 'M.', firstName: 'Ambroise', lastName: 'Delrieu', quality: 'président par intérim', email: 'ambroise.delrieu@ailleurs.example' };
const reason = 'L’annexe 4 ne donnait pas les bons horaires.';

let service: Service;
let clerk: Visitor;
let id: string;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  await sign(service, (await signersOf(service, id))[1]!);
});
afterAll(() => service?.stop());

const round = (of = id) => service.db.withIdentity(observer, (tx) => loadRound(tx, of));
const signer = async (slotId: string): Promise<Signer> => (await signersOf(service, id)).find((one) => one.slotId === slotId)!;
const revisions = () => service.database.superuser('select n, length, sha256 from revision join document on document.id = document_id where round_id = $1 order by n', [id]);
const personOf = async (slotId: string): Promise<string> => (await round()).facts.slots.find((slot) => slot.id === slotId)!.signatoryId;

/** Posts one of the forms of a person's page. */
async function change(slotId: string, form: string, fields: Record<string, string>) {
  const page = `/tournees/${id}/emplacements/${slotId}/signataires/${await personOf(slotId)}`;
  return clerk.post(`${page}/${form}`, fields, page);
}

describe('un signataire qui n’est plus le bon', () => {
  let slotId: string;
  let former: Signer;
  let oldLink: string;
  beforeAll(async () => {
    former = (await signersOf(service, id))[2]!;
    slotId = former.slotId;
    oldLink = await invitationOf(service, former);
  });

  test('une saisie incomplète est refusée au champ, et rien n’est changé', async () => {
    const page = await change(slotId, 'remplacement', { ...newcomer, email: 'ambroise' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Indiquez une adresse électronique');
    expect(page.html).toContain('value="Ambroise"');
    expect(await signer(slotId)).toEqual(former);
  });

  test('remplacé, il ne change la signature de personne : les autres emplacements et le fichier restent les mêmes, octet pour octet', async () => {
    const [before, file] = [await round(), await revisions()];
    const page = await change(slotId, 'remplacement', newcomer);
    expect(page.text).toContain('les autres signatures ne changent pas');
    const after = await round();
    const others = ({ facts }: typeof before) => JSON.stringify(facts.slots.filter((slot) => slot.id !== slotId));
    expect(others(after)).toBe(others(before));
    expect(after.facts.contentHash).toBe(before.facts.contentHash);
    expect(await revisions()).toEqual(file);
    expect(await signer(slotId)).toMatchObject({ name: 'Ambroise Delrieu', email: newcomer.email });
  });

  test('l’ancien lien ne signe plus, et la personne qui l’avait reçu en est informée', async () => {
    const dead = await new Visitor(service.url).get(oldLink);
    expect(dead.status).toBe(410);
    expect(dead.text).not.toContain(newcomer.email);
    expect(dead.html).not.toContain('/code"');
    const codes = service.mailbox.mails.filter(({ subject }) => subject.includes('code')).length;
    await new Visitor(service.url).post(`${oldLink}/code`, { fullName: former.name }, '/mes-liens');
    expect(service.mailbox.mails.filter(({ subject }) => subject.includes('code'))).toHaveLength(codes);
    await service.mailbox.receive(({ to, text }) => to === former.email && !text.includes('/signer/') && text.includes(former.bodyName));
  });

  test('l’annuaire n’est pas modifié en silence, et la page le dit', async () => {
    const page = await clerk.get(`/tournees/${id}/emplacements/${slotId}/signataires/${await personOf(slotId)}`);
    expect(page.text).toContain('L’annuaire n’est pas modifié');
    expect(page.html).toMatch(/href="\/annuaire\/[^"]+">la fiche de l’annuaire/);
  });

  test('une adresse fausse se corrige : le lien parti ailleurs meurt, le nouveau ouvre, et l’ancienne adresse n’apprend rien de plus', async () => {
    const wrong = await invitationOf(service, await signer(slotId));
    const toWrong = service.mailbox.mails.filter(({ to }) => to === newcomer.email).length;
    expect((await change(slotId, 'adresse', { correctEmail: newcomer.email })).text).toContain('C’est déjà l’adresse enregistrée');
    await change(slotId, 'adresse', { correctEmail: 'a.delrieu@ailleurs.example' });
    const right = await invitationOf(service, await signer(slotId));
    expect((await new Visitor(service.url).get(wrong)).status).toBe(410);
    expect((await new Visitor(service.url).get(right)).status).toBe(200);
    expect(service.mailbox.mails.filter(({ to }) => to === newcomer.email)).toHaveLength(toWrong);
  });

  test('un nom mal écrit se corrige, et la nouvelle personne signe sous son nom exact', async () => {
    const sent = await mailsSoFar(service);
    await change(slotId, 'orthographe', { spelledCivility: 'M.', spelledFirstName: 'Ambroise', spelledLastName: 'Delrieux', spelledQuality: newcomer.quality });
    expect((await sign(service, await signer(slotId), sent)).text).toContain('C’est signé');
    const [approval] = await service.database.superuser<{ signatory: string; typed_name: string }>('select signatory_id::text as signatory, typed_name from approval where round_id = $1 and slot_id = $2', [id, slotId]);
    expect(approval).toEqual({ signatory: await personOf(slotId), typed_name: 'Ambroise Delrieux' });
    const people = await service.db.withIdentity(observer, (tx) => signatoriesOf(tx, id));
    expect(people.filter(({ lastName }) => lastName.startsWith('Delrieu')).map(({ lastName, email }) => `${lastName} ${email}`).sort()).toEqual([
      'Delrieu a.delrieu@ailleurs.example', 'Delrieu ambroise.delrieu@ailleurs.example', 'Delrieux a.delrieu@ailleurs.example',
    ]);
  });

  test('une signature enregistrée ne se remplace plus', async () => {
    const page = await change(slotId, 'remplacement', { ...newcomer, email: 'quelqu.un@ailleurs.example' });
    expect(page.text).toContain('La signature de cet organisme est déjà enregistrée');
    expect(await signer(slotId)).toMatchObject({ name: 'Ambroise Delrieux' });
  });

  test('relancer tout le monde n’écrit qu’à ceux que l’on attend, avec un lien valable', async () => {
    const sent = await mailsSoFar(service);
    await clerk.post(`/tournees/${id}/relances/toutes`, {}, `/tournees/${id}`);
    const awaited = (await round()).facts.slots.filter(({ state }) => state === 'invited').map((slot) => slot.id);
    for (const slot of awaited) expect((await new Visitor(service.url).get(await invitationOf(service, await signer(slot), sent))).status).toBe(200);
    expect(service.mailbox.mails.slice(sent).filter(({ text }) => text.includes('/signer/'))).toHaveLength(awaited.length);
  });

  test('un programme remplace de même, ou apprend pourquoi c’est impossible', async () => {
    const program = await programOf(service, 'prefecture', null);
    const [, signed, , other] = await signersOf(service, id);
    const ask = (target: Signer, body: object) => program.post(`/rounds/${id}/signatories/${target.slotId}/replacement`, { cause: 'other_person', ...newcomer, email: 'par.programme@ailleurs.example', ...body });
    expect(fieldsOf(await ask(other!, { email: 'ambroise' }))).toEqual(['email']);
    expect(code(await ask(signed!, {}))).toBe('already_signed');
    const done = await ask(other!, {});
    expect(done.status).toBe(200);
    expect(JSON.stringify(done.json)).not.toContain('ailleurs.example');
    expect(await signer(other!.slotId)).toMatchObject({ name: 'Ambroise Delrieu', email: 'par.programme@ailleurs.example' });
    expect((await new ApiClient(`${service.url}/api/v1`, null).post(`/rounds/${id}/signatories/${other!.slotId}/replacement`, {})).status).toBe(401);
  });

  test('la chronologie garde chaque changement', async () => {
    const { text } = await clerk.get(`/tournees/${id}`);
    for (const title of ['Signataire remplacé', 'Adresse du signataire corrigée', 'Nom du signataire corrigé']) expect(text).toContain(title);
  });

  test('l’emplacement d’une autre tournée, ou d’un autre département, n’existe pas', async () => {
    const page = `/tournees/${id}/emplacements/slot_inconnu/signataires/${await personOf(slotId)}`;
    expect((await clerk.get(page)).status).toBe(404);
    await service.database.superuser(`update round set departement_code = '07' where id = $1`, [id]);
    expect((await clerk.get(`/tournees/${id}/emplacements/${slotId}/signataires/${await personOf(slotId)}`)).status).toBe(404);
    await service.database.superuser(`update round set departement_code = '48' where id = $1`, [id]);
  });
});

describe('un texte qui doit changer', () => {
  let signers: Signer[];
  let waiting: Signer;
  let oldLink: string;
  let successor: string;
  beforeAll(async () => {
    signers = await signersOf(service, id);
    waiting = signers[3]!;
    oldLink = await invitationOf(service, waiting);
  });

  test('sans motif, rien n’est remplacé', async () => {
    const page = await clerk.post(`/tournees/${id}/remplacement`, { supersedeReason: 'non' }, `/tournees/${id}`);
    expect(page.status).toBe(422);
    expect(page.text).toContain('Indiquez pourquoi le texte est remplacé');
    expect(page.text).toContain('Les 2 signatures déjà recueillies ne vaudront pas pour le nouveau texte');
    expect((await round()).state).toBe('collecting');
  });

  test('remplacé, il cède la place à une préparation de même modèle, au numéro suivant ; chacune mène à l’autre', async () => {
    const page = await clerk.post(`/tournees/${id}/remplacement`, { supersedeReason: reason }, `/tournees/${id}`);
    successor = /\/tournees\/([0-9a-f-]{36})\/parties/.exec(page.path)![1]!;
    const [former, next] = [await round(), await round(successor)];
    expect(former).toMatchObject({ state: 'superseded', facts: { supersededBy: successor, supersededReason: reason } });
    expect(next).toMatchObject({ state: 'draft', modelId: former.modelId, modelVersion: former.modelVersion, structuresMax: 1, facts: { supersedes: id, slots: [] } });
    expect(Number(next.number.slice(-3))).toBe(Number(former.number.slice(-3)) + 1);
    expect(page.html).toContain(`href="/tournees/${id}"`);
    const old = await clerk.get(`/tournees/${id}`);
    expect(old.text).toContain('La tournée a été remplacée');
    expect(old.text).toContain(reason);
    expect(old.html).toContain(`href="/tournees/${successor}"`);
    expect(old.html).not.toMatch(/action="[^"]*\/(abandon|prolongation|remplacement|relances)"/);
  });

  test('ce qui avait été corrigé dans la tournée seule est rappelé, pour que l’annuaire le sache aussi', async () => {
    const { text, html } = await clerk.get(`/tournees/${successor}/parties`);
    expect(text).toContain('L’annuaire ne sait pas encore ce que vous aviez corrigé');
    for (const person of ['M. Ambroise Delrieux, président par intérim (a.delrieu@ailleurs.example)', 'M. Ambroise Delrieu, président par intérim (par.programme@ailleurs.example)']) expect(text).toContain(person);
    // Those that were not corrected there are not named.
    expect(html.match(/Corriger la fiche/g)).toHaveLength(2);
    const parties = await service.db.withIdentity(observer, (tx) => tx.query(`select signatory from gestionnaire where departement_code = '48' union all select signatory from national_partner_body where departement_code = '48'`));
    expect(JSON.stringify(parties)).not.toContain('Delrieu');
  });

  test('tous ceux qui avaient été invités apprennent pourquoi, qu’ils aient signé ou non ; le préfet, pas encore invité, n’apprend rien', async () => {
    for (const { email } of signers.slice(1)) await service.mailbox.receive(({ to, text }) => to === email && text.includes('annexe 4'));
    expect(service.mailbox.mails.filter(({ to }) => to === signers[0]!.email)).toEqual([]);
  });

  test('l’ancien lien ne signe pas le nouveau texte, ni le nouveau lien l’ancien ; le successeur invite tout le monde', async () => {
    const sent = service.mailbox.mails.length;
    await launch(service, clerk, successor);
    for (const one of (await signersOf(service, successor)).filter(({ college }) => college !== 'prefet')) await invitationOf(service, one, sent);
    const dead = await new Visitor(service.url).get(oldLink);
    expect(dead.status).toBe(410);
    expect(dead.html).not.toContain('/code"');
    const next = (await signersOf(service, successor)).find(({ bodyName }) => bodyName === waiting.bodyName)!;
    const fresh = await invitationOf(service, next, sent);
    expect((await new Visitor(service.url).get(fresh)).text).toContain(waiting.bodyName);
    const before = await round();
    await sign(service, next, sent);
    expect((await round(successor)).facts.slots.find((slot) => slot.id === next.slotId)!.state).toBe('approved');
    expect(await round()).toEqual(before);
    const [old] = await service.database.superuser<{ count: number }>('select count(*)::int as count from approval where round_id = $1', [id]);
    expect(old!.count).toBe(2);
    await until(service, successor, 'collecting');
    expect((await clerk.get(`/tournees/${successor}`)).text).toContain('Cette tournée remplace la');
  });

  test('une tournée remplacée ne se remplace pas une seconde fois', async () => {
    const [{ count }] = (await service.database.superuser<{ count: number }>('select count(*)::int as count from round')) as [{ count: number }];
    await clerk.post(`/tournees/${id}/remplacement`, { supersedeReason: reason }, `/tournees/${successor}`);
    expect(await service.database.superuser('select 1 from round')).toHaveLength(count);
  });
});
