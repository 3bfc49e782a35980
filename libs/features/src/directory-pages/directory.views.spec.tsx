import type { VNode } from 'preact';
import { legalDay } from '#libs/domain';
import { demonstrationDossier, nationalPartnerReferences } from '#libs/features/directory';
import type { Candidate } from '#libs/features/directory';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { Typed } from './answers.js';
import type { Card, Directory, Shown } from './card.js';
import { candidateCard, gestionnaireCard, localPartnerCard, nationalPartnerCard, offerCard, prefectureCard, prefetCard, referentCard, structureCard } from './directory.cards.js';
import { missingEquipmentSentence } from './directory-structure.views.js';
import { DirectoryPage, listedMax } from './directory.views.js';
import type { DirectoryEntry } from './directory.views.js';
import { ReferencePage } from './reference.views.js';
import { RemovalPage, tollSentence } from './removal.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [{ label: 'Annuaire', href: '/annuaire' }], path: '/annuaire', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const entry = (name: string, missing: string[] = []): DirectoryEntry => ({ id: name, href: `/annuaire/structures/${name}`, name, detail: 'Florac', missing });
const groups = [
  { id: 'structures', title: 'Structures', explanation: 'Les espaces ouverts au public.', entries: [entry('Florac', ['horaires', 'contact']), entry('Meyrueis')] },
  { id: 'referents', title: 'Référents', explanation: 'Les correspondants.', entries: [], add: { label: 'Ajouter un référent', href: '/annuaire/referents/nouveau' } },
];

const dossier = demonstrationDossier();
const gestionnaire = dossier.gestionnaires[0]!;
const candidate: Candidate = { id: 'c1', body: { kind: 'gestionnaire', id: gestionnaire.id }, civility: 'Mme', firstName: 'Alix', lastName: 'Roux', quality: 'première adjointe', email: gestionnaire.signatory!.email };
const directory: Directory = { dossier, candidates: [candidate], reference: nationalPartnerReferences, today: legalDay('2026-11-24'), speaksFor: () => true };

type Change = Partial<Pick<Shown, 'isNew' | 'readOnly' | 'back'>> & { values?: Record<string, string>; errors?: FieldError[] };
const shown = (typed: Typed, { values = {}, errors = [], ...rest }: Change): Shown => ({ ...directory, frame, form: { ...typed, values: { ...typed.values, ...values }, errors }, isNew: false, readOnly: false, removable: true, ...rest });
const show = <T,>(card: Card<T>, subject: T, change: Change = {}): VNode => card.page(subject, shown(card.typed(subject), change));
const blank = <T,>(card: Card<T>, about = {}): VNode => show(card, card.blank!('n1', directory, about)!, { isNew: true });

const refusedStructure = show(structureCard, { ...dossier.structures[0]!, equipment: ['computer'], stops: [{ id: 's', commune: 'Chirac', place: '', weekday: 'monday', rhythm: 'first', from: 540, to: null }] }, {
  values: { address: '"<b>', email: 'florac@', stops_1_commune: '' },
  errors: [{ field: 'email', message: 'Il manque le domaine.' }, { field: 'monday', message: 'L’après-midi ferme avant d’ouvrir.' }, { field: 'stops_1_commune', message: 'Indiquez la commune' }],
  back: '/tournees/r1/controles',
});
const noToll = { referents: 0, offers: 0, stops: 0, candidates: 0, localPartners: 0 };

const pages: Record<string, VNode> = {
  annuaire: <DirectoryPage frame={frame} departementName="Lozère" groups={groups} />,
  'fiches à compléter': <DirectoryPage frame={frame} departementName="Lozère" groups={groups} onlyIncomplete />,
  recherche: <DirectoryPage frame={frame} departementName="Lozère" groups={groups} looked={'<b> "x"'} found={[]} />,
  'un groupe': <DirectoryPage frame={frame} departementName="Lozère" groups={groups} only="structures" doors={{ import: true, export: true, launch: false }} />,
  structure: show(structureCard, dossier.structures[0]!),
  'structure refusée': refusedStructure,
  'structure nouvelle': blank(structureCard),
  'structure en lecture seule': show(structureCard, dossier.structures[1]!, { readOnly: true }),
  gestionnaire: show(gestionnaireCard, gestionnaire),
  'gestionnaire nouveau': blank(gestionnaireCard),
  'partenaire national': show(nationalPartnerCard, dossier.nationalPartners[0]!),
  'partenaire local': show(localPartnerCard, dossier.localPartners[0]!),
  'partenaire local nouveau': blank(localPartnerCard),
  référent: show(referentCard, dossier.referents[0]!),
  'référent nouveau': blank(referentCard, { partenaire: dossier.nationalPartners[1]!.id }),
  offre: show(offerCard, { ...dossier.offers[0]!, permanences: [{ weekday: 'monday', rhythm: 'weekly', from: 540, to: 720, place: null, appointment: true }] }),
  'offre nouvelle': blank(offerCard),
  préfet: show(prefetCard, { code: '48', signatory: null }),
  préfecture: show(prefectureCard, dossier.departement),
  'personne qui peut signer': show(candidateCard, candidate),
  'personne nouvelle': blank(candidateCard, { organisme: 'prefet' }),
  'partenaires nationaux': <ReferencePage frame={frame} reference={nationalPartnerReferences} bodies={dossier.nationalPartners} day={legalDay('2020-01-01')} asked="2020-01-01" error={null} />,
  'retrait demandé': <RemovalPage frame={frame} farewell={{ name: 'Florac', refusals: [], toll: { ...noToll, referents: 2, localPartners: 1 } }} card="/annuaire/structures/s1" action="/annuaire/structures/s1/retirer" back="/annuaire/structures/s1" />,
  'retrait refusé': (
    <RemovalPage
      frame={frame} card="/annuaire/structures/s1" action="/annuaire/structures/s1/retirer" back="/annuaire/structures/s1"
      farewell={{ name: 'Florac', toll: noToll, refusals: [
        { code: 'running_round_needs_it', agreements: ['CDFS-48-2026-001'] }, { code: 'agreement_in_force_needs_it', agreements: ['CDFS-48-2025-001', 'CDFS-48-2025-002'] },
        { code: 'gestionnaire_has_structures', structures: ['Florac', 'Mende'] }, { code: 'structure_has_antennes', antennes: ['Florac'] }, { code: 'organisation_has_memberships', count: 1 }, { code: 'structure_has_mandates', count: 2 },
      ] }}
    />
  ),
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<b>');
});

describe('L’annuaire', () => {
  test('compte ce qui reste à compléter, et dit quoi', () => {
    const html = renderPage(pages.annuaire!);
    expect(html).toContain('1\u00A0fiche sur 2 est à compléter');
    expect(html).toContain('Manque\u00A0: horaires, contact');
    expect(html).toContain('Meyrueis');
  });
  test('peut ne montrer que les fiches à compléter', () => expect(renderPage(pages['fiches à compléter']!)).not.toContain('Meyrueis'));
  test('complet, invite à lancer', () => expect(renderPage(<DirectoryPage frame={frame} departementName="Lozère" groups={[{ ...groups[0]!, entries: [entry('Meyrueis')] }]} />)).toContain('href="/tournees/nouvelle"'));
  test('coupe un groupe trop long, et mène à sa page', () => {
    const long = [{ ...groups[0]!, entries: Array.from({ length: listedMax + 1 }, (_, index) => entry(`Lieu${index}`)) }];
    const html = renderPage(<DirectoryPage frame={frame} departementName="Lozère" groups={long} />);
    expect(html).not.toContain(`>Lieu${listedMax}<`);
    expect(html).toContain('href="/annuaire?groupe=structures"');
    expect(renderPage(<DirectoryPage frame={frame} departementName="Lozère" groups={long} only="structures" />)).toContain(`>Lieu${listedMax}<`);
  });
  test('à qui n’en voit qu’une partie, ne dit rien de complet', () => expect(renderPage(<DirectoryPage frame={frame} departementName="Lozère" groups={groups} whole={false} />)).not.toContain('Complète'));
});

describe('Une fiche refusée', () => {
  const html = renderPage(refusedStructure);
  test('garde ce qui a été tapé', () => {
    expect(html).toMatch(/id="address"[^>]*value="&quot;&lt;b>"/);
    expect(html).toMatch(/id="stops_1_from"[^>]*value="09:00"/);
    expect(html).toMatch(/value="computer" checked/);
    expect(renderPage(pages['référent nouveau']!)).toMatch(new RegExp(`<option value="${dossier.nationalPartners[1]!.id}" selected`));
  });
  test('dit l’erreur au champ et revient d’où l’on vient', () => {
    expect(html).toContain('href="#monday"');
    expect(html).toMatch(/id="monday-error">L’après-midi ferme/);
    expect(html).toContain('href="#stops_1_commune"');
    expect(html).toContain('name="back" value="/tournees/r1/controles"');
  });
});

describe('Une fiche', () => {
  test('en lecture seule, n’a ni formulaire ni bouton', () => {
    const html = renderPage(pages['structure en lecture seule']!).replace(/[\s\S]*<main/, '');
    expect(html).toMatch(/<fieldset class="pf-shut" disabled/);
    expect(html).not.toMatch(/<form|retirer"/);
  });
  test('dit ce qui manque à l’équipement obligatoire, le Wi-Fi n’en étant pas', () => {
    expect(missingEquipmentSentence([])).toContain('visioconférence');
    expect(missingEquipmentSentence([])).not.toContain('wi-fi');
    expect(missingEquipmentSentence(dossier.structures[4]!.equipment)).toBe('Tout l’équipement obligatoire est là.');
  });
  test('d’un organisme, montre qui d’autre peut signer, et qui partage son adresse', () => {
    const html = renderPage(pages.gestionnaire!);
    expect(html).toContain('/annuaire/signataires/c1/en-premier');
    expect(html).toContain('Cette adresse est aussi celle de Alix Roux\u00A0: chacune de ces personnes recevra son propre lien.');
  });
  test('d’un partenaire national, raconte ses noms', () => expect(renderPage(pages['partenaire national']!)).toContain('« Pôle emploi » jusqu’au 31 décembre 2023, puis « France Travail » depuis le 1er janvier 2024'.replaceAll(/ (?=»|décembre|janvier|2023|2024)|(?<=«|31|1er) /g, '\u00a0')));
  test('qu’on retire, dit ce qui part avec elle', () => {
    expect(tollSentence({ ...noToll, referents: 2, offers: 1, candidates: 1 }).replaceAll('\u00a0', ' ')).toBe('Partiront avec cette fiche : 2 référents, 1 offre complémentaire et 1 autre personne qui peut signer.');
    expect(tollSentence(noToll)).toBe('');
  });
  test('qui doit rester, le dit avec le code de chaque raison', () => {
    const html = renderPage(pages['retrait refusé']!);
    for (const code of ['running_round_needs_it', 'agreement_in_force_needs_it', 'gestionnaire_has_structures', 'structure_has_antennes', 'organisation_has_memberships', 'structure_has_mandates']) expect(html).toContain(`data-refusal="${code}"`);
    expect(html).not.toContain('<form method="post" action="/annuaire');
  });
});

test('La liste des partenaires nationaux porte les noms du jour demandé', () => {
  const html = renderPage(pages['partenaires nationaux']!);
  expect(html).toMatch(/<h2 class="fr-h6 fr-mb-1v">Pôle emploi<\/h2>/);
  expect(html).toContain('En vigueur');
});
