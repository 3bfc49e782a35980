import { demonstrationDossier, loadDossier } from '#libs/features/directory';
import { legalDay } from '#libs/domain';
import { journalOf, systemActor } from '#libs/platform';
import { clerkIn, invitationOf, launch, openDraft, signersOf } from '../support/actors.js';
import { fieldsOf, resend, sendFields } from '../support/forms.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Page, Visitor } from '../support/visitor.js';

const dossier = demonstrationDossier();
const system = systemActor('test');
const laPosteSiret = '35600000009075';
const person = { signatoryCivility: 'Mme', signatoryFirstName: 'Alix', signatoryLastName: 'Roux', signatoryQuality: 'première adjointe', signatoryEmail: 'mairie@commune.example', signatoryAuthority: 'arrêté de délégation du 2 janvier 2026' };
const place = { name: 'France Services Aumont', format: 'fixe', gestionnaireId: dossier.gestionnaires[0]!.id, principalId: '', labelledOn: '2026-01-01', address: 'place du Portail', postcode: '48130', city: 'Peyre en Aubrac', inseeCommune: '48009', phone: '', email: '', contactFormUrl: '', management: '' };
const body = { name: 'Commune de Chirac', kind: 'commune', siret: laPosteSiret, address: 'place de la Mairie', postcode: '48100', city: 'Bourgs sur Colagne', email: 'mairie@chirac.example' };

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const known = () => service.db.withIdentity(system, (tx) => loadDossier(tx, '48', legalDay('2026-11-24')));
const journal = async () => (await service.db.withIdentity(system, (tx) => journalOf(tx, 'directory', '48'))).filter(({ event }) => event !== 'read').map(({ event, payload }) => ({ event, payload }));
const rows = <T extends object>(query: string, values: unknown[] = []): Promise<T[]> => service.database.superuser<T>(query, values);
const refusalsOf = ({ html }: Page): string[] => [...html.matchAll(/data-refusal="([^"]+)"/g)].map(([, code = '']) => code);
const add = (path: string, fields: Record<string, string>, who = clerk): Promise<Page> => resend(who, path, fields);

describe('une structure', () => {
  let id: string;

  test('s’ajoute : ses partenaires nationaux y sont tous, sauf ceux qu’on décoche', async () => {
    expect((await add('/annuaire/structures/nouvelle', { ...place, name: '' })).status).toBe(422);
    const added = await add('/annuaire/structures/nouvelle', place);
    expect(added.path).toBe('/annuaire');
    expect(added.text).toContain('La fiche « France Services Aumont » est enregistrée.');
    const structure = (await known()).structures.find(({ name }) => name === place.name)!;
    expect(structure).toMatchObject({ city: 'Peyre en Aubrac', labelledOn: '2026-01-01', gestionnaireId: place.gestionnaireId });
    expect(structure.nationalPartnerIds).toHaveLength(dossier.nationalPartners.length);
    id = structure.id;
    expect((await journal()).at(-1)).toEqual({ event: 'add', payload: { kind: 'structure', id } });
  });

  test('reçoit des étapes : « Ajouter une étape » rend le formulaire avec une ligne de plus, sans rien enregistrer', async () => {
    const card = `/annuaire/structures/${id}`;
    const before = await journal();
    const more = await resend(clerk, card, { more: 'stops', name: 'Nom en cours de frappe' });
    expect(more.status).toBe(200);
    expect(more.html).toContain('id="stops_1_commune"');
    expect(more.html).toContain('value="Nom en cours de frappe"');
    expect(await journal()).toEqual(before);

    const stop = { stops_1_id: '', stops_1_commune: 'Chirac', stops_1_place: 'salle des fêtes', stops_1_weekday: 'tuesday', stops_1_rhythm: 'first', stops_1_from: '09:00', stops_1_to: '12:00' };
    expect((await resend(clerk, card, { ...stop, format: 'itinerante' })).path).toBe('/annuaire');
    expect((await known()).structures.find((each) => each.id === id)!.stops).toEqual([{ id: expect.any(String), commune: 'Chirac', place: 'salle des fêtes', weekday: 'tuesday', rhythm: 'first', from: 540, to: 720 }]);
    const less = await resend(clerk, card, { less: 'stops_1' });
    expect(less.html).not.toContain('id="stops_1_commune"');
    expect(await rows('select commune from structure_stop where structure_id = $1', [id])).toHaveLength(1);
  });

  test('porte une antenne, et doit rester tant qu’elle l’a', async () => {
    await add('/annuaire/structures/nouvelle', { ...place, name: 'Antenne du Malzieu', format: 'antenne', principalId: id });
    const antenne = (await known()).structures.find(({ name }) => name === 'Antenne du Malzieu')!;
    expect(antenne.principalId).toBe(id);
    expect((await clerk.get(`/annuaire/structures/${id}`)).text).toContain('Antennes : Antenne du Malzieu.');
    const refused = await clerk.get(`/annuaire/structures/${id}/retirer`);
    expect(refusalsOf(refused)).toEqual(['structure_has_antennes']);
    expect((await resend(clerk, `/annuaire/structures/${antenne.id}/retirer`, {})).path).toBe('/annuaire');
  });

  test('se retire après confirmation, avec ce qui en dépend', async () => {
    const offered = await add('/annuaire/offres/nouvelle', { label: 'Permanence retraite', partnerId: dossier.nationalPartners[4]!.id, structureId: id, mode: 'sur_place', note: '' });
    expect(offered.path).toBe('/annuaire');
    const asked = await clerk.get(`/annuaire/structures/${id}/retirer`);
    expect(asked.text).toContain('Partiront avec cette fiche : 1 offre complémentaire et 1 étape.');
    expect((await clerk.get('/annuaire')).text).toContain(place.name);
    const removed = await resend(clerk, `/annuaire/structures/${id}/retirer`, {});
    expect(removed.text).toContain('est retirée de l’annuaire');
    expect((await known()).structures.some((each) => each.id === id)).toBe(false);
    expect(await rows('select 1 from structure_stop where structure_id = $1', [id])).toEqual([]);
    expect((await journal()).at(-1)).toEqual({ event: 'remove', payload: { kind: 'structure', id } });
    expect((await clerk.get(`/annuaire/structures/${id}`)).status).toBe(404);
  });
});

describe('un gestionnaire', () => {
  let id: string;

  test.each([['20003452800041', 'la clé du SIRET est fausse'], ['2148009550001', 'quatorze chiffres']])('au SIRET %s est refusé : %s', async (siret, reason) => {
    const refused = await add('/annuaire/gestionnaires/nouveau', { ...body, siret });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(reason);
  });

  test('s’ajoute, avec un SIRET de La Poste écrit par groupes, et le fondement de sa signature', async () => {
    expect((await add('/annuaire/gestionnaires/nouveau', { ...body, siret: '356 000 000 09075', ...person })).path).toBe('/annuaire');
    const added = (await known()).gestionnaires.find(({ name }) => name === body.name)!;
    expect(added).toMatchObject({ siret: laPosteSiret, kind: 'commune', signatory: { lastName: 'Roux', authority: person.signatoryAuthority } });
    id = added.id;
  });

  test('a d’autres personnes qui peuvent signer ; une adresse peut être à deux, et la page le dit', async () => {
    const card = `/annuaire/gestionnaires/${id}`;
    const added = await add(`/annuaire/signataires/nouveau?organisme=gestionnaire:${id}`, { ...person, signatoryFirstName: 'Paul', signatoryLastName: 'Vidal', signatoryQuality: 'maire' });
    expect(added.path).toBe(card);
    expect(added.text).toContain('Cette adresse est aussi celle de Alix Roux : chacune de ces personnes recevra son propre lien.');
    expect(added.text).toContain('Paul Vidal');
    expect(await rows('select email, last_name from signatory_candidate where body_id = $1', [id])).toEqual([{ email: person.signatoryEmail, last_name: 'Vidal' }]);
  });

  test('« Demander d’abord à cette personne » échange les deux, d’un seul mouvement', async () => {
    const [{ id: candidate }] = (await rows<{ id: string }>('select id from signatory_candidate where body_id = $1', [id])) as [{ id: string }];
    const asked = await clerk.post(`/annuaire/signataires/${candidate}/en-premier`, {}, `/annuaire/gestionnaires/${id}`);
    expect(asked.text).toContain('Paul Vidal sera désormais la première personne sollicitée.');
    expect((await known()).gestionnaires.find((each) => each.id === id)!.signatory).toMatchObject({ lastName: 'Vidal', quality: 'maire' });
    expect(await rows('select last_name, authority from signatory_candidate where id = $1', [candidate])).toEqual([{ last_name: 'Roux', authority: person.signatoryAuthority }]);
    expect((await journal()).at(-1)).toEqual({ event: 'edit', payload: { kind: 'signatory_candidate', id: candidate } });
    expect(JSON.stringify(await journal())).not.toMatch(/Roux|Vidal|@/);

    expect((await resend(clerk, `/annuaire/signataires/${candidate}`, { signatoryQuality: 'deuxième adjointe' })).path).toBe(`/annuaire/gestionnaires/${id}`);
    const removed = await resend(clerk, `/annuaire/signataires/${candidate}/retirer`, {});
    expect(removed.text).toContain('n’est plus parmi les personnes qui peuvent signer');
    expect(await rows('select 1 from signatory_candidate where id = $1', [candidate])).toEqual([]);
  });

  test('se retire, et ses autres signataires avec lui ; celui qui a des structures reste', async () => {
    await add(`/annuaire/signataires/nouveau?organisme=gestionnaire:${id}`, { ...person, signatoryLastName: 'Combes' });
    expect((await clerk.get(`/annuaire/gestionnaires/${id}/retirer`)).text).toContain('1 autre personne qui peut signer');
    expect((await resend(clerk, `/annuaire/gestionnaires/${id}/retirer`, {})).path).toBe('/annuaire');
    expect(await rows('select 1 from signatory_candidate where body_id = $1', [id])).toEqual([]);
    const busy = dossier.structures[0]!.gestionnaireId!;
    expect(refusalsOf(await clerk.get(`/annuaire/gestionnaires/${busy}/retirer`))).toContain('gestionnaire_has_structures');
  });
});

describe('partenaires, référents, offres', () => {
  test('un partenaire local s’ajoute et se retire', async () => {
    const added = await add('/annuaire/partenaires-locaux/nouveau', { name: 'Mission locale', kind: 'association', siret: '', address: '1 rue Neuve, 48000 Mende', email: 'contact@mission.example', structureIds: dossier.structures[0]!.id });
    expect(added.path).toBe('/annuaire');
    const partner = (await known()).localPartners.find(({ name }) => name === 'Mission locale')!;
    expect(partner.structureIds).toEqual([dossier.structures[0]!.id]);
    await add('/annuaire/referents/nouveau', { fullName: 'Aline Teissier', partnerId: partner.id, structureId: '', phone: '04 66 00 00 48', email: 'aline@mission.example' });
    expect((await clerk.get(`/annuaire/partenaires-locaux/${partner.id}/retirer`)).text).toContain('1 référent');
    expect((await resend(clerk, `/annuaire/partenaires-locaux/${partner.id}/retirer`, {})).path).toBe('/annuaire');
    expect((await known()).referents.some(({ fullName }) => fullName === 'Aline Teissier')).toBe(false);
  });

  test('les permanences d’une offre s’impriment dans ce que dit la convention', async () => {
    const offer = dossier.offers[0]!;
    const permanence = { permanences_1_weekday: 'tuesday', permanences_1_rhythm: 'first_third', permanences_1_from: '09:00', permanences_1_to: '12:00', permanences_1_place: '', permanences_1_appointment: 'oui' };
    expect((await resend(clerk, `/annuaire/offres/${offer.id}`, { ...permanence, note: '' })).path).toBe('/annuaire');
    const saved = (await known()).offers.find(({ id }) => id === offer.id)!;
    expect(saved.schedule!.replaceAll('\u00a0', ' ')).toBe('le 1er et le 3e mardi du mois, de 9 h à 12 h, sur rendez-vous');
    expect(saved.permanences).toHaveLength(1);
    const removed = await resend(clerk, `/annuaire/offres/${offer.id}/retirer`, {});
    expect(removed.path).toBe('/annuaire');
  });

  test('les partenaires nationaux se lisent à une date', async () => {
    expect((await clerk.get('/annuaire/partenaires-nationaux?jour=2020-01-01')).html).toContain('>Pôle emploi</h2>');
    expect((await clerk.get('/annuaire/partenaires-nationaux')).html).toContain('>France Travail</h2>');
    expect((await clerk.get('/annuaire/partenaires-nationaux?jour=hier')).text).toContain('Indiquez une date');
  });

  test('les services du bouquet et le SIRET d’un partenaire, la préfecture et son SIRET', async () => {
    const partner = dossier.nationalPartners[1]!;
    await resend(clerk, `/annuaire/partenaires/${partner.id}`, { siret: laPosteSiret, services_1_label: 'Carte Vitale' });
    expect((await known()).nationalPartners[1]).toMatchObject({ siret: laPosteSiret, services: [{ label: 'Carte Vitale' }, ...partner.services.slice(1)] });
    await resend(clerk, '/annuaire/prefecture', { siret: laPosteSiret, prefetTitle: 'La préfète de la Lozère' });
    expect((await known()).departement).toMatchObject({ prefetTitle: 'La préfète de la Lozère', prefecture: { siret: laPosteSiret, city: 'Mende' } });
  });

  test('la recherche trouve par commune et par nom', async () => {
    const found = await clerk.get('/annuaire?q=villefort');
    expect(found.text).toContain('Commune de Villefort');
    expect(found.text).not.toContain('France Services Mende');
  });
});

describe('une tournée court', () => {
  const structure = dossier.structures[0]!;
  const [first, second] = dossier.nationalPartners;

  test('deux signataires à la même adresse reçoivent chacun leur lien', async () => {
    for (const partner of [first!, second!]) await resend(clerk, `/annuaire/partenaires/${partner.id}`, { signatoryEmail: 'direction@partage.example' });
    const round = await openDraft(service, clerk, 1);
    await launch(service, clerk, round);
    const signers = (await signersOf(service, round)).filter(({ email }) => email === 'direction@partage.example');
    expect(signers).toHaveLength(2);
    const links = await Promise.all(signers.map((signer) => invitationOf(service, signer)));
    expect(new Set(links).size).toBe(2);
  });

  test('ce qu’elle nomme doit rester, et la réponse dit pourquoi', async () => {
    for (const card of [`/annuaire/structures/${structure.id}`, `/annuaire/gestionnaires/${structure.gestionnaireId}`]) {
      const token = fieldsOf(await clerk.get(card)).filter(([name]) => name === '_csrf');
      const refused = await sendFields(clerk, `${card}/retirer`, token);
      expect(refused.status).toBe(409);
      expect(refusalsOf(refused)).toContain('running_round_needs_it');
      expect(refused.text).toMatch(/La tournée CDFS-48-2026-\d{3} est en cours et la nomme/);
    }
    expect((await known()).structures.some(({ id }) => id === structure.id)).toBe(true);
  });

  test('une convention en vigueur retient de même ; passé son terme, plus rien n’y oblige', async () => {
    await service.database.superuser(`update round set state = 'sealed', facts = facts || '{"termEndsOn": "2027-12-31"}' where state = 'collecting'`);
    const card = `/annuaire/structures/${structure.id}/retirer`;
    expect(refusalsOf(await clerk.get(card))).toEqual(['agreement_in_force_needs_it']);
    await service.database.superuser(`update round set facts = facts || '{"termEndsOn": "2026-11-23"}' where state = 'sealed'`);
    expect(refusalsOf(await clerk.get(card))).not.toContain('agreement_in_force_needs_it');
  });
});

describe('selon ce qu’on est', () => {
  test('un auditeur lit les mêmes fiches, sans formulaire, et ne change rien', async () => {
    const auditor = await clerkIn(service, 'odile.maurin@controle-48.example');
    const card = `/annuaire/gestionnaires/${dossier.gestionnaires[0]!.id}`;
    const shown = await auditor.get(card);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('Vous consultez cette fiche sans pouvoir la modifier.');
    expect(fieldsOf(shown)).toEqual([]);
    expect((await auditor.get(`${card}/retirer`)).status).toBe(403);
    expect((await auditor.get('/annuaire/structures/nouvelle')).status).toBe(403);
    expect((await auditor.get('/annuaire')).text).not.toContain('Ajouter');
  });

  test('un partenaire change sa fiche, ajoute ses référents et ses offres, et ne parle que pour lui', async () => {
    const partner = await clerkIn(service, 'ines.salles@partenaire-48.example');
    const overview = await partner.get('/annuaire');
    expect(overview.status).toBe(200);
    expect(overview.text).not.toContain('Gestionnaires');
    const [own] = (await rows<{ id: string }>(`select organisation_id as id from membership where role = 'partner'`)) as [{ id: string }];
    expect((await resend(partner, `/annuaire/partenaires/${own.id}`, { address: '2 rue Neuve, 48000 Mende' })).path).toBe('/annuaire');
    const other = dossier.nationalPartners.find(({ id }) => id !== own.id)!;
    expect((await partner.get(`/annuaire/partenaires/${other.id}`)).status).toBe(404);
    const referent = { fullName: 'Zoé Pagès', structureId: '', phone: '04 66 00 00 51', email: 'zoe.pages@partenaire.example' };
    expect((await add('/annuaire/referents/nouveau', { ...referent, partnerId: other.id }, partner)).status).toBe(422);
    expect((await add('/annuaire/referents/nouveau', { ...referent, partnerId: own.id }, partner)).path).toBe('/annuaire');
    expect((await add('/annuaire/offres/nouvelle', { label: 'Permanence', partnerId: own.id, structureId: dossier.structures[0]!.id, mode: 'visio', note: '' }, partner)).path).toBe('/annuaire');
    expect((await add(`/annuaire/signataires/nouveau?organisme=national_partner:${own.id}`, person, partner)).path).toBe(`/annuaire/partenaires/${own.id}`);
    expect((await partner.get('/annuaire/signataires/nouveau?organisme=prefet')).status).toBe(404);
    expect((await partner.get(`/annuaire/signataires/nouveau?organisme=national_partner:${other.id}`)).status).toBe(404);
    const structure = await partner.get(`/annuaire/structures/${dossier.structures[0]!.id}`);
    expect(structure.text).toContain('sans pouvoir la modifier');
  });

  test('le SQL de l’application ne montre et n’écrit pas davantage', async () => {
    const [first, second] = dossier.gestionnaires;
    const acting = { kind: 'account', id: 'x', departement: '48', role: 'gestionnaire', organisation: first!.id } as const;
    const candidate = (organisation: string) => service.db.withIdentity(acting, (tx) => tx.query(
      `insert into signatory_candidate (id, departement_code, body_kind, body_id, civility, first_name, last_name, quality, email) values (gen_random_uuid(), '48', 'gestionnaire', $1, 'Mme', 'A', 'B', 'maire', 'a@b.example')`, [organisation],
    ));
    await candidate(first!.id);
    await expect(candidate(second!.id)).rejects.toThrow(/row-level security/);
    await service.database.superuser(`insert into signatory_candidate (id, departement_code, body_kind, body_id, civility, first_name, last_name, quality, email) values (gen_random_uuid(), '48', 'gestionnaire', $1, 'Mme', 'C', 'D', 'maire', 'c@d.example')`, [second!.id]);
    const seen = await service.db.withIdentity(acting, (tx) => tx.query('select distinct body_id from signatory_candidate'));
    expect(seen).toEqual([{ body_id: first!.id }]);
    const stop = (structureId: string) => service.db.withIdentity(acting, (tx) => tx.query(
      `insert into structure_stop (id, departement_code, structure_id, rank, commune, place, weekday, rhythm) values (gen_random_uuid(), '48', $1, 0, 'Chirac', '', 'monday', 'weekly')`, [structureId],
    ));
    const own = dossier.structures.find(({ gestionnaireId }) => gestionnaireId === first!.id)!;
    const foreign = dossier.structures.find(({ gestionnaireId }) => gestionnaireId !== first!.id)!;
    await stop(own.id);
    await expect(stop(foreign.id)).rejects.toThrow(/row-level security/);
  });
});
