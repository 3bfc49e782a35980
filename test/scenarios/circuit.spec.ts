import { randomUUID } from 'node:crypto';
import { addDays, askedOf, dayAt, seatsOf } from '#libs/domain';
import type { Event, Slot, Workflow } from '#libs/domain';
import { loadDossier, saveCandidate } from '#libs/features/directory';
import { amendmentPrint } from '#libs/features/papers';
import { RoundActs, loadRound, signatoriesOf } from '#libs/features/round';
import type { ActOfRound } from '#libs/features/round';
import { insertLink } from '#libs/features/signature';
import { ReportListener, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Actor, Kept } from '#libs/platform';
import { clerkIn, codeFor, invitationOf, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { eventually } from '../support/patience.js';
import { reportBack } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const wrong = 'direction@caisse-lozerre.example';
const right = 'direction@caisse-lozere.example';
const deputy = { civility: 'M.' as const, firstName: 'Ambroise', lastName: 'Delrieu', quality: 'premier vice-président', email: 'ambroise.delrieu@ailleurs.example' };

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService({ settings: { BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: 'avis.paraphe.example' } });
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const round = (id: string) => service.db.withIdentity(observer, (tx) => loadRound(tx, id));
const slotOf = async (id: string, slotId: string): Promise<Slot> => (await round(id)).facts.slots.find((slot) => slot.id === slotId)!;
const written = (to: string, words: string, after = 0) => service.mailbox.mails.slice(after).filter((mail) => mail.to === to && mail.text.includes(words));
const dossier = () => service.db.withIdentity(observer, (tx) => loadDossier(tx, '48', dayAt(instantOf(service.clock), 'Europe/Paris')));

describe('l’ordre et les personnes, choisis avant le lancement', () => {
  let id: string;
  let managing: string;
  let mistaken: string;
  /** Posts the form of the parties. */
  const choose = (fields: Record<string, string>) => clerk.post(`/tournees/${id}/parties`, fields);
  const lineOf = async (bodyName: string): Promise<string> => {
    const { text } = await clerk.get(`/tournees/${id}`);
    return text.slice(text.indexOf(`${bodyName} `, text.indexOf('Habilitations :')));
  };

  beforeAll(async () => {
    id = await openDraft(service, clerk, 1);
    const { gestionnaires } = await dossier();
    const [party] = [...(await clerk.get(`/tournees/${id}/parties`)).html.matchAll(/name="group-gestionnaire-([0-9a-f-]{36})"/g)];
    managing = party![1]!;
    await service.db.withIdentity(observer, (tx) => saveCandidate(tx, '48', { id: randomUUID(), body: { kind: 'gestionnaire', id: gestionnaires.find((one) => one.id === managing)!.id }, ...deputy }));
  });

  test('la page montre l’ordre habituel, et propose tous ceux que l’annuaire connaît', async () => {
    const page = await clerk.get(`/tournees/${id}/parties`);
    expect(page.text).toMatch(/Signent d’abord, dans n’importe quel ordre.*Signent en dernier, quand tous les autres ont signé \(1\)/);
    expect(page.text).toContain('M. Ambroise Delrieu, premier vice-président');
    expect(page.html).toMatch(new RegExp(`name="asked-gestionnaire-${managing}" value="first" checked`));
  });

  test('un groupe que personne ne tient est refusé, avec la manière d’en sortir, et rien n’est gardé', async () => {
    const page = await choose({ 'group-prefet-prefet': '4' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Personne ne signe dans le groupe 2, alors que « L’État » signe après lui');
    expect(page.html).toMatch(/<option value="4" selected/);
    expect((await round(id)).routing).toEqual({});
  });

  test('une personne que l’annuaire ne connaît pas, un groupe qui n’en est pas un sont refusés', async () => {
    expect((await choose({ [`asked-gestionnaire-${managing}`]: 'quelqu’un' })).text).toContain('choisissez de nouveau qui signe');
    expect((await choose({ [`group-gestionnaire-${managing}`]: '12' })).text).toContain('un groupe de 1 à 5');
    expect((await round(id)).routing).toEqual({});
  });

  test('le gestionnaire signera avec le préfet, après les partenaires, par le premier de deux', async () => {
    const page = await choose({ [`group-gestionnaire-${managing}`]: '2', [`asked-gestionnaire-${managing}`]: 'all' });
    expect(page.text).toContain('L’ordre de signature et les personnes sont enregistrés.');
    expect(page.text).toMatch(/Signent en dernier, quand tous les autres ont signé \(2\).*ou M\. Ambroise Delrieu, premier vice-président : la première personne qui signe engage l’organisme/);
    const [line] = await service.database.superuser<{ payload: object }>(`select payload from journal where subject_id = $1 and event = 'route'`, [id]);
    expect(JSON.stringify(line!.payload)).not.toMatch(/Delrieu|ailleurs/);
    expect(line!.payload).toMatchObject({ seats: expect.arrayContaining([{ seat: `gestionnaire-${managing}`, group: 2, asked: 'all' }]) as unknown });
  });

  test('une personne choisie qui quitte l’annuaire empêche de partir, et la page le dit', async () => {
    const { html } = await clerk.get(`/tournees/${id}/parties`);
    const key = new RegExp(`name="asked-gestionnaire-${managing}" value="([\\w-]{22})"`).exec(html)![1]!;
    await choose({ [`group-gestionnaire-${managing}`]: '2', [`asked-gestionnaire-${managing}`]: key });
    await service.database.superuser(`update signatory_candidate set first_name = 'Autre' where email = $1`, [deputy.email]);
    const page = await clerk.get(`/tournees/${id}/lancer`);
    expect(page.path).toBe(`/tournees/${id}/parties`);
    expect(page.text).toContain('n’est plus dans l’annuaire');
    const refused = await clerk.post(`/tournees/${id}/lancer`, { collectUntil: '2026-12-24', termEndsOn: '2027-12-31' }, `/tournees/${id}/parties`);
    expect([refused.status, (await round(id)).state]).toEqual([422, 'draft']);
    await service.database.superuser(`update signatory_candidate set first_name = $2 where email = $1`, [deputy.email, deputy.firstName]);
    await choose({ [`group-gestionnaire-${managing}`]: '2', [`asked-gestionnaire-${managing}`]: 'all' });
  });

  describe('une fois lancée', () => {
    let signers: Signer[];
    const of = (college: string) => signers.filter((one) => one.college === college);
    beforeAll(async () => {
      reportBack(service.mailbox, service.worker.get(ReportListener, { strict: false }).port!, (address) =>
        address === wrong ? { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' } : { action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 delivered' });
      await service.database.superuser(`update national_partner_body set signatory = jsonb_set(signatory, '{email}', to_jsonb($1::text)) where id = (select id from national_partner_body where departement_code = '48' and signatory is not null order by id limit 1)`, [wrong]);
      await launch(service, clerk, id);
      signers = await signersOf(service, id);
      mistaken = signers.find(({ email }) => email === wrong)!.slotId;
    });

    test('seuls les partenaires sont invités ; la page dit qui attend qui', async () => {
      for (const partner of of('partenaire_national')) await invitationOf(service, partner);
      for (const { email } of [...of('gestionnaire'), ...of('prefet'), deputy]) expect(written(email, '/signer/')).toEqual([]);
      const { text } = await clerk.get(`/tournees/${id}`);
      expect(text).toMatch(/Groupe 1 \(0 sur \d+\) \d+ organismes sont attendus depuis le 24 novembre 2026/);
      expect(text).toMatch(/Groupe 2 \(0 sur 2\) Attend \d+ signatures : \d+ partenaires/);
      expect(text).toMatch(/\(\d+ ne sont pas décrites\)/);
    });

    test('l’ordre vaut aussi pour le lien : avant son tour, il ne signe pas et ne donne pas de code', async () => {
      const token = randomUUID().replaceAll('-', '').padEnd(43, 'A');
      const { id: slotId, signatoryId } = await slotOf(id, of('gestionnaire')[0]!.slotId);
      const { contentHash } = (await round(id)).facts;
      await service.db.withIdentity(systemActor('worker'), (tx) => insertLink(tx, { id: randomUUID(), purpose: 'sign', roundId: id, slotId, signatoryId, contentHash: contentHash!, createdAt: service.clock.now(), expiresAt: new Date('2026-12-25T00:00:00Z') }, token));
      const visitor = new Visitor(service.url);
      const page = await visitor.get(`/signer/${token}`);
      expect(page.text).toContain('Votre tour viendra');
      expect(page.html).not.toContain('/code"');
      await visitor.post(`/signer/${token}/code`, { fullName: 'Quelqu’un' }, '/mes-liens');
      await visitor.post(`/signer/${token}/refus`, { reason: 'Nous ne voulons pas de cette convention.' }, '/mes-liens');
      expect((await slotOf(id, slotId)).state).toBe('waiting');
      expect(await service.database.superuser('select 1 from code join link on link.id = code.link_id where link.slot_id = $1', [slotId])).toEqual([]);
    });

    test('un courriel revenu se voit sur la page, avec sa raison ; corrigé là, il repart et arrive', async () => {
      const bodyName = signers.find(({ slotId }) => slotId === mistaken)!.bodyName;
      const seen = await eventually(() => clerk.get(`/tournees/${id}`), ({ text }) => text.includes('Courriel non remis'), 'the page shows the mail that came back');
      expect(seen.text).toContain('Courriel : adresse inconnue du serveur destinataire (5.1.1)');
      const place = new RegExp(`href="(/tournees/${id}/emplacements/${mistaken}/signataires/[0-9a-f-]+)#address"`).exec(seen.html)![1]!;
      const sent = service.mailbox.mails.length;
      await clerk.post(`${place}/adresse`, { correctEmail: right }, place);
      const signer = (await signersOf(service, id)).find(({ slotId }) => slotId === mistaken)!;
      await invitationOf(service, signer, sent);
      await eventually(() => lineOf(bodyName), (line) => line.slice(0, 600).includes('Courriel : accepté par le serveur destinataire'), 'the corrected address is reached');
      expect((await clerk.get(`/tournees/${id}`)).text).not.toContain('Courriel non remis');
      expect((await sign(service, signer, sent)).text).toContain('C’est signé');
    });

    test('un code erroné se voit sur la page, à sa place', async () => {
      const partner = of('partenaire_national').find(({ slotId }) => slotId !== mistaken)!;
      const visitor = new Visitor(service.url);
      const link = await invitationOf(service, partner);
      expect((await lineOf(partner.bodyName)).slice(0, 400)).toContain('code non demandé');
      const code = await codeFor(service, visitor, link, partner);
      await visitor.post(`${link}/signature`, { fullName: partner.name, code: code === '000000' ? '000001' : '000000' }, `${link}/code`);
      const line = (await lineOf(partner.bodyName)).slice(0, 400);
      expect(line).toMatch(/Code erroné.*1 code erroné, le dernier le 24 novembre 2026/);
      expect(line).not.toContain('code non demandé');
    });

    test('le dernier partenaire signe : le gestionnaire et le préfet sont invités ensemble, et deux personnes pour le gestionnaire', async () => {
      for (const partner of of('partenaire_national').filter(({ slotId }) => slotId !== mistaken)) await sign(service, partner);
      const [gestionnaire] = of('gestionnaire') as [Signer];
      await invitationOf(service, gestionnaire);
      await invitationOf(service, { ...gestionnaire, email: deputy.email });
      await invitationOf(service, of('prefet')[0]!);
      const { text } = await clerk.get(`/tournees/${id}`);
      expect(text).toMatch(/Groupe 1 \((\d+) sur \1\) Au complet depuis/);
      expect(await lineOf(gestionnaire.bodyName)).toMatch(new RegExp(`^${gestionnaire.bodyName} Gestionnaire .* ou M\\. Ambroise Delrieu, premier vice-président`));
    });

    test('le second des deux signe pour l’organisme : l’autre l’apprend, et son lien le dit', async () => {
      const [gestionnaire] = of('gestionnaire') as [Signer];
      const sent = service.mailbox.mails.length;
      expect((await sign(service, { ...gestionnaire, name: 'Ambroise Delrieu', email: deputy.email })).text).toContain('C’est signé');
      await service.mailbox.receive(({ to, text }) => to === gestionnaire.email && text.includes('M. Ambroise Delrieu a signé') && !text.includes('/signer/'), sent);
      const link = await invitationOf(service, gestionnaire);
      const page = await new Visitor(service.url).get(link);
      expect(page.text).toMatch(/M\. Ambroise Delrieu, premier vice-président, a signé pour/);
      expect(page.html).not.toContain('/code"');
      const people = await service.db.withIdentity(observer, (tx) => signatoriesOf(tx, id));
      const slot = await slotOf(id, gestionnaire.slotId);
      expect(people.find((person) => person.id === slot.signatoryId)!.lastName).toBe('Delrieu');
      expect(askedOf(slot)).toHaveLength(2);
      expect(await lineOf(gestionnaire.bodyName)).toMatch(new RegExp(`^${gestionnaire.bodyName} Gestionnaire M\\. Ambroise Delrieu, premier vice-président A signé`));
    });

    test('un texte qui le remplace garde l’ordre et les personnes choisis', async () => {
      const { routing } = await round(id);
      const page = await clerk.post(`/tournees/${id}/remplacement`, { supersedeReason: 'L’annexe 4 ne donnait pas les bons horaires.' }, `/tournees/${id}`);
      expect((await round(/\/tournees\/([0-9a-f-]{36})/.exec(page.path)![1]!)).routing).toEqual(routing);
    });
  });
});

describe('un avenant que signe aussi un partenaire local', () => {
  const number = 'CDFS-48-2026-001-A1';
  const clerkActor: Actor = { kind: 'account', id: '4c0f0d5e-7a55-5d0a-9a3e-480000000001', departement: '48', role: 'prefecture', organisation: null };
  const agreement = { number: 'CDFS-48-2026-001', title: 'Convention départementale France Services', departement: { name: 'Lozère', code: '48' } };
  const act: ActOfRound = {
    kind: 'amendment', id: 'avenant-du-circuit', agreementId: randomUUID(), agreementNumber: agreement.number, label: 'avenant nᵒ 1', title: `Avenant nᵒ 1 à la convention ${agreement.number}`, template: 'avenant',
    data: amendmentPrint.parse({
      demonstration: true, agreement, rank: '1', signedOn: 'le 1er octobre 2026', amends: { title: 'Convention, telle qu’elle a été signée', sha256: 'ab12cd34'.repeat(8) }, object: 'Le présent avenant corrige l’article 4.2.',
      grounds: ['Considérant que les horaires ont changé.'], parties: [{ name: 'L’État', quality: 'préfet' }], articles: [{ title: 'Article 4.2', change: 'modifie', before: ['Vingt-quatre heures.'], after: ['Vingt-six heures.'] }],
      annexes: [], movements: [], effectiveOn: 'à la date de la dernière signature requise', signatories: [{ label: 'Préfet', text: 'signe toute modification' }], informed: [], steps: [], verification: { url: `https://paraphe.example/verifier/${number}` },
    }),
  };
  let id: string;
  let signers: Signer[];
  /** Mails that came before: the same people signed another text. */
  let sent: number;

  /** The feature that wants the act signed is not what is tried here: its errands arrive at a table that takes them. */
  type Told = { state: 'signing' | 'over'; command: { type: 'recordSignatures' } | { type: 'recordAbandonment' }; tick: never; facts: object; effect: never; refusal: never };
  const workflow: Workflow<Told> = { name: 'act', initial: 'signing', deadlines: { signing: null, over: null }, rows: [['signing', 'recordSignatures', 'over', null, [], null], ['signing', 'recordAbandonment', 'over', null, [], null]] };
  const kept: Kept<Told> = {
    kind: 'amendment', workflow, journalled: ({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Told>) => rest,
    store: { loadForUpdate: () => Promise.resolve({ state: 'signing', facts: {}, timeZone: 'Europe/Paris' }), save: () => Promise.resolve(), dueIds: () => Promise.resolve([]) },
  };

  beforeAll(async () => {
    for (const app of [service.web, service.worker]) app.get(WorkflowRunner).keep(kept);
    const whole = await dossier();
    const [local] = whole.localPartners as [(typeof whole.localPartners)[0]];
    const [prefet, gestionnaire] = seatsOf(whole) as [ReturnType<typeof seatsOf>[0], ReturnType<typeof seatsOf>[0]];
    const seats = [prefet, gestionnaire, { college: 'partenaire_local' as const, group: 1, bodyId: local.id, bodyName: local.name, capacity: 'partenaire local, par son représentant habilité', signatory: local.signatory! }];
    sent = service.mailbox.mails.length;
    const opened = await service.db.withIdentity(clerkActor, (tx) => service.web.get(RoundActs, { strict: false }).open(tx, { act, number, departementCode: '48', seats, collectUntil: addDays(dayAt(instantOf(service.clock), 'Europe/Paris'), 30) }, clerkActor));
    if (!opened.ok) throw new Error(opened.refusal);
    id = opened.roundId;
    await until(service, id, 'collecting');
    signers = await signersOf(service, id);
  });

  test('s’il ne signe pas, les autres continuent, et la page dit pourquoi et ce que cela veut dire', async () => {
    const [, , local] = signers as [Signer, Signer, Signer];
    const visitor = new Visitor(service.url);
    const link = await invitationOf(service, local, sent);
    await visitor.post(`${link}/refus`, { reason: 'Notre conseil d’administration ne l’a pas voté.' }, link);
    const { text } = await clerk.get(`/tournees/${id}`);
    expect((await round(id)).state).toBe('collecting');
    expect(text).toContain('N’a pas signé, les autres continuent. Le document ne le liera pas (C. civ., art. 1199).');
    expect(text).toContain('Motif : Notre conseil d’administration ne l’a pas voté.');
  });

  test('le document se scelle sans lui', async () => {
    const [prefet, gestionnaire, local] = signers as [Signer, Signer, Signer];
    await sign(service, gestionnaire, sent);
    await sign(service, prefet, sent);
    await until(service, id, 'sealed');
    expect((await slotOf(id, local.slotId)).state).toBe('declined');
    const [told] = await service.database.superuser<{ payload: { declined: string[] } }>(`select payload from journal where subject_id = $1 and event = 'recordSignatures'`, [act.id]);
    expect(told!.payload.declined).toEqual([(await slotOf(id, local.slotId)).bodyId]);
  });
});
