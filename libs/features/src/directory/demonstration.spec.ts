import { gaps, isInForce, isValidSiret, legalDay, nameOn, partnersInForce, weeklyOpening } from '#libs/domain';
import type { Dossier, Signatory } from '#libs/domain';
import { demonstrationDossier } from './demonstration.js';
import { commune } from './demonstration/territory.js';
import { limitStructures } from './limit-structures.js';
import { nationalPartnerReferences } from './reference/national-partners.js';
import { nationalPartnerId, stableId } from './stable-id.js';

const dossier = demonstrationDossier();
const signatories = (of: Dossier): Signatory[] =>
  [of.prefetSignatory, ...of.gestionnaires.map((g) => g.signatory), ...of.nationalPartners.map((p) => p.signatory), ...of.localPartners.map((p) => p.signatory)].filter((s) => s !== null);
const everyText = (value: unknown): string[] => (typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(everyText) : []);

describe('La Lozère de démonstration', () => {
  it('est complète : rien n’empêche de lancer la convention', () => {
    expect(gaps(dossier, [])).toEqual([]);
  });

  it('est la même à chaque appel, identifiants compris', () => {
    expect(demonstrationDossier()).toEqual(dossier);
    expect(dossier.structures.map(({ id }) => id)).toContain('2f12e5e1-f928-50a5-85ff-6bca40c0bfd3');
  });

  it('a vingt structures, dont deux itinérantes et une qui tient tout juste ses 24 heures', () => {
    expect(dossier.structures).toHaveLength(20);
    expect(dossier.structures.filter(({ format }) => format === 'bus' || format === 'itinerante')).toHaveLength(2);
    const totals = dossier.structures.map(({ hours }) => weeklyOpening(hours!).minutes);
    expect(Math.min(...totals)).toBe(1440);
    expect(new Set(totals).size).toBeGreaterThanOrEqual(6);
  });

  it('réunit des gestionnaires de plusieurs natures, dont La Poste sous sa propre règle de SIRET', () => {
    expect(new Set(dossier.gestionnaires.map(({ kind }) => kind))).toEqual(new Set(['commune', 'epci', 'departement', 'association', 'la_poste']));
    expect(dossier.gestionnaires.find(({ kind }) => kind === 'la_poste')?.siret).toBe('35600000009075');
    expect(dossier.gestionnaires.every(({ siret }) => isValidSiret(siret))).toBe(true);
  });

  it('place chaque structure dans une vraie commune de la Lozère', () => {
    const mende = dossier.structures.find(({ name }) => name === 'France Services Mende');
    expect([mende?.inseeCommune, mende?.postcode]).toEqual(['48095', '48000']);
    expect(dossier.structures.every(({ inseeCommune, postcode }) => /^48\d{3}$/.test(inseeCommune) && /^48\d{3}$/.test(postcode))).toBe(true);
    expect(dossier.gestionnaires.map(({ name }) => name)).toContain('Communauté de communes des Hautes Terres de l’Aubrac');
    expect(() => commune('Montpellier')).toThrow(RangeError);
    expect(() => commune('Mende', '48100')).toThrow(RangeError);
  });

  it('n’écrit à personne : toutes les adresses sont sous .example, tous les téléphones réservés à la fiction', () => {
    const mails = everyText(dossier).filter((text) => text.includes('@'));
    expect(mails.length).toBeGreaterThan(60);
    expect(mails.filter((mail) => !/^[a-z0-9.-]+@[a-z0-9-]+\.example$/.test(mail))).toEqual([]);
    const phones = [...dossier.structures, ...dossier.referents, dossier.departement.prefecture].map(({ phone }) => phone);
    expect(phones.every((phone) => /^04 65 71 \d{2} \d{2}$/.test(phone ?? ''))).toBe(true);
    expect(new Set(phones).size).toBe(phones.length);
  });

  it('donne à chaque organisme son domaine et à chaque signataire son adresse', () => {
    const mails = signatories(dossier).map(({ email }) => email);
    expect(mails).toHaveLength(1 + dossier.gestionnaires.length + dossier.nationalPartners.length + dossier.localPartners.length);
    expect(new Set(mails).size).toBe(mails.length);
    expect(new Set(mails.map((mail) => mail.split('@')[1])).size).toBe(mails.length);
  });

  it('n’a que des identifiants distincts et des renvois qui aboutissent', () => {
    const ids = [dossier.gestionnaires, dossier.structures, dossier.nationalPartners, dossier.localPartners, dossier.referents, dossier.offers].flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    const references = [...dossier.offers.flatMap((o) => [o.partnerId, o.structureId]), ...dossier.referents.flatMap((r) => [r.partnerId, ...(r.structureId ? [r.structureId] : [])])];
    expect(references.filter((id) => !known.has(id))).toEqual([]);
  });

  it('est typographiée à la française', () => {
    const printed = everyText(dossier).filter((text) => !text.includes('@') && !text.startsWith('http'));
    expect(printed.filter((text) => /['"~]|\s$|\d h\b/.test(text.replace(/\d\u00a0h/g, '')))).toEqual([]);
  });
});

describe('Une partie de la démonstration', () => {
  it.each([1, 3, 12, 20, 50])('%i structures restent complètes', (count) => {
    const part = limitStructures(dossier, count);
    expect(part.structures).toEqual(dossier.structures.slice(0, count));
    expect(gaps(part, [])).toEqual([]);
    const kept = new Set(part.structures.map(({ id }) => id));
    expect(part.offers.every(({ structureId }) => kept.has(structureId))).toBe(true);
    expect(part.referents.every(({ structureId }) => structureId === null || kept.has(structureId))).toBe(true);
    expect(part.nationalPartners).toEqual(dossier.nationalPartners);
  });

  it('laisse les gestionnaires et partenaires locaux qui n’y ont plus de structure', () => {
    const one = limitStructures(dossier, 1);
    expect(one.gestionnaires.map(({ kind }) => kind)).toEqual(['departement']);
    expect(one.localPartners.map(({ structureIds }) => structureIds.length)).toEqual([1]);
    expect(limitStructures(dossier, 20)).toEqual(dossier);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuse %d structure', (count) => {
    expect(() => limitStructures(dossier, count)).toThrow(RangeError);
  });
});

describe('Les partenaires nationaux', () => {
  const days = ['2019-07-01', '2023-12-31', '2024-01-01', '2026-11-24'].map(legalDay);

  it('sont les neuf du modèle, dans son ordre, à chaque date', () => {
    for (const day of days) {
      expect(partnersInForce(nationalPartnerReferences, day).map(({ code }) => code)).toEqual(['france_travail', 'cnam', 'msa', 'cnaf', 'cnav', 'dgfip', 'la_poste', 'justice', 'interieur']);
    }
    expect(partnersInForce(nationalPartnerReferences, legalDay('2019-06-30'))).toEqual([]);
  });

  it('portent le nom de leur temps', () => {
    const named = (code: string, day: string) => nameOn(nationalPartnerReferences.find((partner) => partner.code === code)!.names, legalDay(day));
    expect(named('france_travail', '2023-12-31')).toBe('Pôle emploi');
    expect(named('france_travail', '2024-01-01')).toBe('France Travail');
    expect(named('cnam', '2017-12-31')).toContain('CNAMTS');
    expect(named('cnam', '2018-01-01')).toBe('Caisse nationale de l’assurance maladie (Cnam)');
    expect(demonstrationDossier(legalDay('2020-01-01')).nationalPartners[0]?.name).toBe('Pôle emploi');
  });

  it('ont un nom et un seul à chaque changement et à sa veille', () => {
    for (const { names, membership } of nationalPartnerReferences) {
      const changes = names.flatMap(({ validFrom, validTo }) => [validFrom, validTo]).filter((day) => day !== null);
      for (const day of [...changes, ...days].filter((each) => isInForce(membership, each))) expect(nameOn(names, day)).not.toBeNull();
    }
  });
});

describe('Un identifiant dérivé', () => {
  it('est un UUID de version 5, le même pour le même nom', () => {
    expect(stableId('mende')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(nationalPartnerId('48', 'cnam')).toBe(nationalPartnerId('48', 'cnam'));
    expect(nationalPartnerId('48', 'cnam')).not.toBe(nationalPartnerId('2A', 'cnam'));
  });
});
