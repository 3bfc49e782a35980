import { blockingGaps, gapRules, gaps } from './completeness.js';
import type { GapCode, OfficialAnnexNumber } from './completeness.js';
import { isContactFormUrl, isDirectLine, isMailAddress } from './direct-contact.js';
import type { Dossier, NationalPartner, OpeningHours, Referent, Signatory, Structure } from './directory.js';
import { gapSentence } from './gap-sentences.js';

const maire: Signatory = { civility: 'Mme', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'a.vidal@mairie.example' };
const day = [{ from: 540, to: 840 }];
const hours: OpeningHours = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: [], sunday: [] };

const structure = (id: string): Structure => ({
  id,
  name: `Structure ${id}`,
  gestionnaireId: 'g1',
  format: 'fixe',
  address: 'place de la Mairie',
  postcode: '48000',
  city: 'Mende',
  inseeCommune: '48095',
  phone: '04 65 71 00 01',
  email: 'structure@mairie.example',
  contactFormUrl: null,
  hours,
  equipment: [],
  staff: [],
  labelledOn: null,
  management: null,
  nationalPartnerIds: ['n1', 'n2'],
});
const partner = (id: string): NationalPartner => ({ id, code: id, name: `Partenaire ${id}`, localBody: `Caisse ${id}`, address: '', email: '', signatory: maire, services: [] });
const referent = (id: string, partnerId: string, structureId: string | null = null): Referent => ({
  id,
  partnerId,
  structureId,
  fullName: 'Paul Roux',
  phone: '04 65 71 00 02',
  email: 'p.roux@caisse.example',
});

const complete: Dossier = {
  departement: {
    code: '48',
    name: 'Lozère',
    ofName: 'de la Lozère',
    timeZone: 'Europe/Paris',
    prefecture: { name: 'Préfecture de la Lozère', address: '2 rue de la Rovère', postcode: '48000', city: 'Mende', email: 'contact@prefecture.example', phone: '' },
    prefetTitle: 'Le préfet de la Lozère',
  },
  prefetSignatory: maire,
  gestionnaires: [
    { id: 'g1', name: 'Commune de Mende', kind: 'commune', siret: '21480095500012', address: '', postcode: '', city: '', email: '', signatory: maire },
  ],
  structures: [structure('s1'), structure('s2')],
  nationalPartners: [partner('n1'), partner('n2')],
  localPartners: [{ id: 'l1', name: 'Association', kind: 'association', address: '', email: '', signatory: null, structureIds: ['s2'] }],
  referents: [referent('r1', 'n1'), referent('r2', 'n2')],
  offers: [],
};

const withFirst = <T extends object>(list: readonly T[], change: Partial<T>): T[] => list.map((item, rank) => (rank === 0 ? { ...item, ...change } : item));
const firstStructure = (change: Partial<Structure>): Dossier => ({ ...complete, structures: withFirst(complete.structures, change) });
const firstPartner = (change: Partial<NationalPartner>): Dossier => ({ ...complete, nationalPartners: withFirst(complete.nationalPartners, change) });
const firstGestionnaire = (change: Partial<Dossier['gestionnaires'][number]>): Dossier => ({ ...complete, gestionnaires: withFirst(complete.gestionnaires, change) });
const unreachable = { ...maire, email: 'a.vidal' };

/** For each check, the dossier from which only its datum is missing. Exhaustive: a new code without its case does not compile. */
const withoutDatum: Record<GapCode, { dossier: Dossier; subjectId: string; params: object; annexesMissing?: readonly OfficialAnnexNumber[] }> = {
  prefecture_particulars_missing: { dossier: { ...complete, departement: { ...complete.departement, prefecture: { ...complete.departement.prefecture, address: ' ' } } }, subjectId: '48', params: { departement: 'Lozère' } },
  prefet_signatory_missing: { dossier: { ...complete, prefetSignatory: null }, subjectId: '48', params: { departement: 'Lozère' } },
  prefet_signatory_mail_missing: { dossier: { ...complete, prefetSignatory: unreachable }, subjectId: '48', params: { departement: 'Lozère' } },
  gestionnaires_missing: { dossier: { ...complete, gestionnaires: [], structures: [], localPartners: [] }, subjectId: '48', params: { departement: 'Lozère' } },
  national_partners_missing: {
    dossier: { ...complete, nationalPartners: [], referents: [], structures: complete.structures.map((s) => ({ ...s, nationalPartnerIds: [] })) },
    subjectId: '48',
    params: { departement: 'Lozère' },
  },
  gestionnaire_signatory_missing: { dossier: firstGestionnaire({ signatory: null }), subjectId: 'g1', params: { gestionnaire: 'Commune de Mende' } },
  gestionnaire_signatory_mail_missing: { dossier: firstGestionnaire({ signatory: unreachable }), subjectId: 'g1', params: { gestionnaire: 'Commune de Mende' } },
  gestionnaire_siret_invalid: { dossier: firstGestionnaire({ siret: '21480095500014' }), subjectId: 'g1', params: { gestionnaire: 'Commune de Mende', siret: '21480095500014' } },
  gestionnaire_without_structure: {
    dossier: { ...complete, gestionnaires: [...complete.gestionnaires, { ...complete.gestionnaires[0]!, id: 'g2', name: 'EPCI' }] },
    subjectId: 'g2',
    params: { gestionnaire: 'EPCI' },
  },
  national_partner_local_body_missing: { dossier: firstPartner({ localBody: ' ', signatory: null }), subjectId: 'n1', params: { partner: 'Partenaire n1' } },
  national_partner_signatory_missing: { dossier: firstPartner({ signatory: null }), subjectId: 'n1', params: { partner: 'Partenaire n1' } },
  national_partner_signatory_mail_missing: { dossier: firstPartner({ signatory: unreachable }), subjectId: 'n1', params: { partner: 'Partenaire n1' } },
  national_partner_referent_missing: { dossier: { ...complete, referents: complete.referents.slice(1) }, subjectId: 'n1', params: { partner: 'Partenaire n1' } },
  national_partner_absent_from_structure: { dossier: firstStructure({ nationalPartnerIds: ['n2'] }), subjectId: 's1', params: { structure: 'Structure s1', partner: 'Partenaire n1' } },
  structure_national_partner_unknown: { dossier: firstStructure({ nationalPartnerIds: ['n1', 'n2', 'n3'] }), subjectId: 's1', params: { structure: 'Structure s1' } },
  structure_gestionnaire_unknown: { dossier: firstStructure({ gestionnaireId: 'g9' }), subjectId: 's1', params: { structure: 'Structure s1' } },
  structure_contact_missing: { dossier: firstStructure({ email: null }), subjectId: 's1', params: { structure: 'Structure s1' } },
  structure_hours_missing: { dossier: firstStructure({ hours: null }), subjectId: 's1', params: { structure: 'Structure s1' } },
  structure_hours_invalid: { dossier: firstStructure({ hours: { ...hours, monday: [{ from: 840, to: 540 }] } }), subjectId: 's1', params: { structure: 'Structure s1' } },
  structure_opening_insufficient: { dossier: firstStructure({ hours: { ...hours, friday: [] } }), subjectId: 's1', params: { structure: 'Structure s1', minutes: 1200, days: 4 } },
  structure_referent_missing: {
    dossier: { ...complete, referents: [referent('r1', 'n1', 's1'), referent('r2', 'n2')] },
    subjectId: 's2',
    params: { structure: 'Structure s2', partner: 'Partenaire n1' },
  },
  referent_not_direct: {
    dossier: { ...complete, referents: withFirst(complete.referents, { phone: '3646' }) },
    subjectId: 'r1',
    params: { referent: 'Paul Roux', partner: 'Partenaire n1', missing: 'phone' },
  },
  local_partner_without_structure: { dossier: { ...complete, localPartners: withFirst(complete.localPartners, { structureIds: ['s9'] }) }, subjectId: 'l1', params: { partner: 'Association' } },
  official_annex_missing: { dossier: complete, subjectId: complete.departement.code, params: { annex: '3' }, annexesMissing: ['3'] },
};

describe('Le dossier d’un département', () => {
  it('complet, n’a aucun manque', () => {
    expect(gaps(complete, [])).toEqual([]);
  });

  describe.each(Object.entries(withoutDatum) as [GapCode, (typeof withoutDatum)[GapCode]][])('%s', (code, { dossier, subjectId, params, annexesMissing }) => {
    it('est le seul manque quand sa donnée seule est retirée', () => {
      const { article, kind, waivable = false } = gapRules[code];
      expect(gaps(dossier, [], annexesMissing)).toEqual([{ code, severity: 'error', subject: { kind, id: subjectId }, article, params, waivable }]);
    });

    it('se dit en une phrase qui cite l’article et donne l’issue', () => {
      const [gap] = gaps(dossier, [], annexesMissing);
      const sentence = gapSentence(gap!);
      expect(sentence).toMatch(/^[A-ZÉ].* \(article [\d.]+(er)?\)\. [A-Z].*\.$/);
      expect(sentence).toContain(gapRules[code].article);
      expect(sentence).not.toMatch(/'|« |\s»$|(?<!\u00a0)»|undefined/);
    });

    it('se lève avec une raison si, et seulement si, l’article le permet', () => {
      const waived = gaps(dossier, [{ code, subjectId, reason: ' Structure de montagne ' }], annexesMissing);
      expect(waived).toHaveLength(1);
      expect(waived[0]!.waived).toBe(gapRules[code].waivable ? 'Structure de montagne' : undefined);
      expect(blockingGaps(waived)).toHaveLength(gapRules[code].waivable ? 0 : 1);
    });
  });

  it('une structure sans gestionnaire, comme dans la liste nationale, le dit', () => {
    expect(gaps(firstStructure({ gestionnaireId: null }), []).map(({ code }) => code)).toEqual(['structure_gestionnaire_unknown']);
  });

  it('ne lève rien sans raison, ni pour une autre structure', () => {
    const { dossier } = withoutDatum.structure_opening_insufficient;
    for (const [subjectId, reason] of [['s1', '  '], ['s2', 'Montagne']] as const) {
      expect(blockingGaps(gaps(dossier, [{ code: 'structure_opening_insufficient', subjectId, reason }]))).toHaveLength(1);
    }
  });

  it('seule l’ouverture de 24 h sur cinq jours se lève', () => {
    expect(Object.entries(gapRules).filter(([, rule]) => rule.waivable).map(([code]) => code)).toEqual(['structure_opening_insufficient']);
  });

  it('compte les heures des antennes avec celles de leur structure, et ne les examine pas seules', () => {
    const half = [{ from: 540, to: 720 }];
    const principal = { ...structure('s1'), hours: { ...hours, monday: half, tuesday: half } };
    const antenne: Structure = { ...structure('s2'), format: 'antenne', principalId: 's1', hours: { ...hours, wednesday: [], thursday: [], friday: [] } };
    expect(gaps({ ...complete, structures: [principal, antenne] }, [])).toEqual([]);
    expect(gaps({ ...complete, structures: [principal, { ...antenne, principalId: null }] }, []).map(({ code }) => code)).toEqual(['structure_opening_insufficient']);
  });

  it('accepte un formulaire de contact à défaut de courriel', () => {
    expect(gaps(firstStructure({ email: null, contactFormUrl: 'https://mende.example/contact' }), [])).toEqual([]);
  });

  it('accepte un second référent sans téléphone, pas un seul', () => {
    const second = { ...referent('r3', 'n1'), phone: null };
    expect(gaps({ ...complete, referents: [...complete.referents, second] }, [])).toEqual([]);
    const alone = gaps({ ...complete, referents: [{ ...second, email: null }, referent('r2', 'n2')] }, []);
    expect(alone.map(({ subject, params }) => [subject.id, params])).toEqual([['r3', { referent: 'Paul Roux', partner: 'Partenaire n1', missing: 'phone_and_email' }]]);
  });
});

describe('Une adresse directe', () => {
  it('courriel', () => {
    expect(['a@b.example', 'prenom.nom+fs@sous.domaine.example'].every(isMailAddress)).toBe(true);
    expect(['', 'a@b', '@b.fr', 'a@b..fr', 'a b@c.fr', 'a@b.fr,c@d.fr', `${'a'.repeat(250)}@b.fr`, null].some(isMailAddress)).toBe(false);
  });

  it('ligne directe, non un numéro court', () => {
    expect(['04 65 71 00 01', '+33 4 65 71 00 01', '05.08.41.00.00'].every(isDirectLine)).toBe(true);
    expect(['3646', '39 49', '', 'sur demande', '04 65 71 00 01 poste 12', null].some(isDirectLine)).toBe(false);
  });

  it('formulaire', () => {
    expect(isContactFormUrl('https://mende.example/contact')).toBe(true);
    expect(['mende.example', 'javascript:alert(1)', 'https://', '', null].some(isContactFormUrl)).toBe(false);
  });
});
