import { clerkIn, codeFor, invitationOf, launch, mailsSoFar, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

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

const collectivite = () => signers.find(({ college }) => college === 'gestionnaire')!;
const page = (signer: Signer) => `/tournees/${id}/habilitations/${signer.slotId}`;
/** The service's day is 24 November 2026, in Lozère. */
const deliberation = { power: 'own_right', decision: 'deliberation', decisionReference: 'n° 2026-41', adoptedOn: '2026-11-20', decisionPublishedOn: '2026-11-21', decisionTransmittedOn: '2026-11-23' };
/** What its form knew of the place when it was opened. */
const knownAt = async (signer: Signer) => /name="known" value="([^"]*)"/.exec((await clerk.get(`${page(signer)}?titre=own_right`)).html)?.[1] ?? '';
const record = async (signer: Signer, typed: Record<string, string>) => clerk.post(page(signer), { known: await knownAt(signer), ...typed }, page(signer));
const approvals = (slotId: string) => service.database.superuser<{ authority: { verdict: string; faults: string[]; mention: { capacity: string[]; references: string[] } } | null }>('select authority from approval where round_id = $1 and slot_id = $2', [id, slotId]);

test('avant toute saisie, chaque place est à compléter, et la page dit ce que la loi demande à chacune', async () => {
  expect((await clerk.get(`/tournees/${id}`)).html).toContain(`/tournees/${id}/habilitations`);
  const list = await clerk.get(`/tournees/${id}/habilitations`);
  expect(list.status).toBe(200);
  for (const { bodyName } of signers) expect(list.text).toContain(bodyName);
  expect(list.text).toContain(`${signers.length} à compléter`);
  expect((await clerk.get(page(collectivite()))).text).toContain('la signature reposerait sur ce que la personne déclare');
});

test('une délibération transmise le jour même, sans l’heure prouvée, arrête la signature et dit qui la répare ; l’heure et sa preuve la débloquent', async () => {
  const signer = collectivite();
  await record(signer, { ...deliberation, decisionTransmittedOn: '2026-11-24' });
  expect((await clerk.get(page(signer))).text).toContain('sans que l’heure soit prouvée');
  const [link, visitor] = [await invitationOf(service, signer), new Visitor(service.url)];
  const sent = await mailsSoFar(service);
  const refused = await visitor.post(`${link}/code`, { fullName: signer.name }, link);
  expect(refused.status).toBe(409);
  expect(refused.text).toMatch(/irrégulière/i);
  expect(refused.text).toContain('sans que l’heure soit prouvée');
  expect(service.mailbox.mails.slice(sent).filter(({ to }) => to === signer.email)).toEqual([]);

  const receipt = await clerk.upload(`${page(signer)}/pieces`, 'piece', { name: 'accuse.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.4 accusé') }, page(signer));
  expect(receipt.status).toBe(200);
  const [file] = await service.database.superuser<{ id: string }>('select id from authority_file where round_id = $1', [id]);
  await record(signer, { ...deliberation, decisionTransmittedOn: '2026-11-24', decisionTransmittedAt: '08:30', decisionTransmittedProof: file!.id });
  const code = await codeFor(service, visitor, link, signer);
  expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)).text).toContain('C’est signé');
  expect((await approvals(signer.slotId))[0]!.authority).toMatchObject({ verdict: 'regular', faults: [], mention: { references: [expect.stringContaining('2026-41')] } });
});

test('décrite deux fois depuis deux onglets, la seconde saisie n’efface pas la première : elle est rendue, avec ce qui est enregistré', async () => {
  const signer = signers.find(({ college }) => college === 'prefet')!;
  const stale = await knownAt(signer);
  await record(signer, { power: 'interim', ground: 'vacancy', reference: 'décret du jour', from: '2026-11-01' });
  const late = await record(signer, { power: 'interim', ground: 'absence', reference: 'arrêté n° 99', from: '2026-11-02', known: stale });
  expect([late.status, late.html.includes('value="arrêté n° 99"')]).toEqual([422, true]);
  expect(late.text).toContain('décrite de nouveau entre-temps');
  const kept = () => service.database.superuser<{ ground: string }>(`select facts->'power'->>'ground' as ground from signing_authority where round_id = $1 and slot_id = $2 order by seq`, [id, signer.slotId]);
  expect(await kept()).toEqual([{ ground: 'vacancy' }]);
  // What came back knows the first: sent again, it is a correction.
  const known = /name="known" value="([^"]*)"/.exec(late.html)![1]!;
  expect((await record(signer, { power: 'interim', ground: 'absence', reference: 'arrêté n° 99', from: '2026-11-02', known })).status).toBe(200);
  expect(await kept()).toEqual([{ ground: 'vacancy' }, { ground: 'absence' }]);
});

test('une pièce d’ailleurs ne prouve rien ici', async () => {
  const signer = signers.find(({ college }) => college === 'prefet')!;
  const refused = await record(signer, { power: 'delegation', reference: 'n° 1', signedOn: '2026-11-02', named: 'yes', publishedOn: '2026-11-02', publishedProof: '00000000-0000-4000-8000-000000000000' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Cette pièce n’est pas jointe à cette place');
});

test('une adresse corrigée n’efface pas le titre : irrégulier il le reste, et la signature reste arrêtée ; une autre personne, elle, est à décrire', async () => {
  const signer = signers.find(({ college }) => college !== 'prefet' && college !== 'gestionnaire')!;
  const power = { power: 'delegation', nature: 'signature', reference: 'décision n° 7', signedOn: '2026-11-02', named: 'yes', publishedOn: '', objects: 'all', territory: 'whole', immediate: 'no', until: '2026-11-20' };
  await record(signer, power);
  expect((await clerk.get(page(signer))).text).toMatch(/irrégulière/i);
  const person = async () => (await signersOf(service, id)).find(({ slotId }) => slotId === signer.slotId)!;
  const placeNow = async () => {
    const [row] = await service.database.superuser<{ person: string }>(`select slot->>'signatoryId' as person from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'id' = $2`, [id, signer.slotId]);
    return `/tournees/${id}/emplacements/${signer.slotId}/signataires/${row!.person}`;
  };
  const place = await placeNow();
  await clerk.post(`${place}/adresse`, { correctEmail: 'mieux.ecrite@partenaire.example' }, place);
  const corrected = await person();
  expect(corrected.email).toBe('mieux.ecrite@partenaire.example');
  expect((await clerk.get(page(corrected))).text).toMatch(/irrégulière/i);
  const [link, visitor] = [await invitationOf(service, corrected), new Visitor(service.url)];
  expect((await visitor.post(`${link}/code`, { fullName: corrected.name }, link)).status).toBe(409);
  await record(corrected, { ...power, publishedOn: '2026-11-02', until: '' });
  expect((await clerk.get(page(corrected))).text).not.toMatch(/irrégulière/i);
  const now = await placeNow();
  await clerk.post(`${now}/remplacement`, { civility: 'Mme', firstName: 'Ève', lastName: 'Nouvelle', quality: 'directrice', email: 'eve.nouvelle@partenaire.example' }, now);
  expect((await person()).email).toBe('eve.nouvelle@partenaire.example');
  expect((await clerk.get(page(signer))).text).toContain('la signature reposerait sur ce que la personne déclare');
  signers = await signersOf(service, id);
});

test('la délégation d’un préfet parti ne vaut plus ; la préfecture peut laisser signer, en le motivant, et la preuve le garde', async () => {
  const prefet = signers.find(({ college }) => college === 'prefet')!;
  for (const signer of signers.filter(({ slotId }) => slotId !== prefet.slotId && slotId !== collectivite().slotId)) {
    const [link, visitor] = [await invitationOf(service, signer), new Visitor(service.url)];
    const code = await codeFor(service, visitor, link, signer);
    await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`);
    expect((await approvals(signer.slotId))[0]!.authority).toBeNull();
  }
  await clerk.post('/prefecture/titulaires', { holder: 'M. Paul Ancien', from: '2024-09-02' }, '/prefecture/titulaires');
  const [tenure] = await service.database.superuser<{ id: string }>('select id from office_tenure');
  await clerk.post(`/prefecture/titulaires/${tenure!.id}/fin`, { until: '2026-11-22' }, '/prefecture/titulaires');
  await record(prefet, { power: 'delegation', tenure: tenure!.id, reference: 'arrêté n° 2026-310', signedOn: '2026-03-02', named: 'yes', publishedOn: '2026-03-02', objects: 'all', territory: 'whole', immediate: 'no' });
  const judged = await clerk.get(page(prefet));
  const lapsed = 'la délégation a pris fin avec les fonctions de la personne qui l’a donnée';
  expect(judged.text).toContain(lapsed);
  // The last day was a slip: said anew, what is still to be signed is judged on it at once.
  const correct = (until: string) => clerk.post(`/prefecture/titulaires/${tenure!.id}/correction`, { holder: 'M. Paul Ancien', from: '2024-09-02', until }, '/prefecture/titulaires');
  await correct('');
  expect((await clerk.get(page(prefet))).text).not.toContain(lapsed);
  await correct('2026-11-22');
  expect((await clerk.get(page(prefet))).text).toContain(lapsed);

  const [link, visitor] = [await invitationOf(service, prefet), new Visitor(service.url)];
  expect((await visitor.post(`${link}/code`, { fullName: prefet.name }, link)).status).toBe(409);
  expect((await clerk.post(`${page(prefet)}/acceptation`, { reason: 'non' }, page(prefet))).status).toBe(422);
  await clerk.post(`${page(prefet)}/acceptation`, { reason: 'Le préfet installé ce matin confirme par écrit.' }, page(prefet));
  const code = await codeFor(service, visitor, link, prefet);
  expect((await visitor.post(`${link}/signature`, { fullName: prefet.name, code }, `${link}/code`)).text).toContain('C’est signé');
  expect((await approvals(prefet.slotId))[0]!.authority).toMatchObject({ verdict: 'irregular', faults: ['delegation_lapsed'], mention: { capacity: [expect.stringContaining('et par délégation'), expect.anything()] } });
  await correct('');
  expect((await approvals(prefet.slotId))[0]!.authority).toMatchObject({ verdict: 'irregular', faults: ['delegation_lapsed'] });
  expect((await clerk.get(page(prefet))).text).toContain('Le verdict rendu quand elle a signé reste avec sa signature');
  const lines = await service.database.superuser<{ payload: Record<string, unknown> }>(`select payload from journal where subject_id = $1 and event in ('acceptIrregularity', 'approve') order by rank`, [id]);
  expect(lines.at(-2)!.payload).toMatchObject({ slotId: prefet.slotId });
  expect(JSON.stringify(lines)).not.toContain('installé ce matin');
});

test('une saisie impossible est refusée, et rien de ce qui a été tapé n’est perdu', async () => {
  const other = signers.find(({ college, slotId }) => college === 'gestionnaire' && slotId !== collectivite().slotId);
  const target = other ?? collectivite();
  const refused = await record(target, { power: 'delegation', reference: '', signedOn: '2026-11-20', publishedOn: '2026-11-19', named: 'yes' });
  expect(refused.status).toBe(422);
  if (other) expect(refused.text).toContain('La référence de l’acte manque');
  else expect(refused.text).toContain('son verdict ne change plus');
});
