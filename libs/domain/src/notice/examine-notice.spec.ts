import fc from 'fast-check';
import { addDays, addMonths, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { lastUsefulDay, renewedTerm } from '../legal-time/term-days.js';
import { examineNotice } from './examine-notice.js';
import { noticeFaults } from './notice-faults.js';
import { noticeFaultSentence, noticeStepText } from './notice-sentences.js';
import { electronicWindowEnd, noticeEffectOf, noticeReadingOf } from './notice.js';
import type { NoticeFacts, NoticeFinding, NoticeOutcome, NoticeReading, NoticeRules } from './notice.js';

type Written = { mode?: NoticeFacts['mode']; outcome?: NoticeOutcome; sent?: string; presented?: string; delivered?: string; decision?: string | null };
const facts = ({ mode = 'registered_letter', outcome, sent, presented, delivered, decision }: Written): NoticeFacts => ({
  mode,
  outcome: outcome ?? (delivered === undefined ? 'pending' : 'delivered'),
  sentOn: sent === undefined ? null : legalDay(sent),
  presentedOn: presented === undefined ? null : legalDay(presented),
  deliveredOn: delivered === undefined ? null : legalDay(delivered),
  ...(decision !== undefined && { decision: { receivedOn: decision === null ? null : legalDay(decision) } }),
});
const rules = (termEndsOn: string, given: Partial<NoticeRules> = {}): NoticeRules => ({
  termEndsOn: legalDay(termEndsOn), laterTerms: [renewedTerm(legalDay(termEndsOn), 12, 1)], months: 6, reading: 'first_presentation', effect: 'term', zone: 'metropole', ...given,
});
const codes = ({ steps }: NoticeFinding): string[] => steps.map(({ code }) => code);
const said = ({ steps }: NoticeFinding): string => steps.map((step) => Object.values(noticeStepText(step)).flat().join(' | ')).join('\n').replace(/\u00a0/g, ' ');

/** Written for leases and procedure: cited by analogy, as the sentences say. */
describe('Les arrêts, par analogie', () => {
  test('France Télécom : envoyée le 19 mars 1997, présentée le 25, retirée le 3 avril, échéance le 30 septembre : tardive ; l’envoi et la présentation auraient suffi', () => {
    const finding = examineNotice(facts({ sent: '1997-03-19', presented: '1997-03-25', delivered: '1997-04-03' }), rules('1997-09-30'));
    expect(finding).toMatchObject({ verdict: 'late', countedOn: '1997-04-03', lastUsefulDay: '1997-03-31', effectiveOn: '1998-09-30' });
    expect(finding.readings).toEqual({
      dispatch: { countedOn: '1997-03-19', verdict: 'timely', effectiveOn: '1997-09-30' },
      firstPresentation: { countedOn: '1997-03-25', verdict: 'timely', effectiveOn: '1997-09-30' },
      delivery: { countedOn: '1997-04-03', verdict: 'late', effectiveOn: '1998-09-30' },
    });
    expect(said(finding)).toMatch(/remise le 3 avril 1997.*France Télécom.*par analogie/);
    expect(codes(finding).filter((code) => code === 'other_reading')).toHaveLength(2);
  });
  test('Civ. 3e, 13 janv. 2004, n° 02-18.337', () => {
    const finding = examineNotice(facts({ delivered: '1996-12-30' }), rules('1997-06-30'));
    expect(finding).toMatchObject({ verdict: 'timely', effectiveOn: '1997-06-30' });
    expect(said(finding)).toContain('n° 02-18.337, par analogie');
  });
  test('Civ. 3e, 31 oct. 2006 : le 31 décembre pour le 30 juin', () => {
    const finding = examineNotice(facts({ delivered: '2026-12-31' }), rules('2027-06-30'));
    expect(finding).toMatchObject({ verdict: 'timely', lastUsefulDay: '2026-12-31' });
    expect(said(finding)).toMatch(/n’a pas de 31 .* 30 juin 2027.*31 octobre 2006, par analogie/);
  });
  test('Civ. 3e, 1er juin 2010, n° 08-16.320 : le 31 août pour le 28 février', () => {
    const finding = examineNotice(facts({ delivered: '2026-08-31' }), rules('2027-02-28'));
    expect(finding).toMatchObject({ verdict: 'timely', effectiveOn: '2027-02-28' });
    expect(said(finding)).toContain('n° 08-16.320, par analogie');
  });
  test('Civ. 3e, 8 mars 2018, n° 17-11.312 et Civ. 2e, 4 févr. 1998, n° 96-13.391 : le dimanche de Pâques n’est pas reporté', () => {
    const finding = examineNotice(facts({ delivered: '2013-04-02' }), rules('2013-09-30'));
    expect(finding).toMatchObject({ verdict: 'late', lastUsefulDay: '2013-03-31', effectiveOn: '2014-09-30' });
    expect(said(finding)).toMatch(/31 mars 2013 est un dimanche.*n’est pas reporté.*17-11\.312.*96-13\.391/);
  });
  test('Civ. 3e, 21 sept. 2022, n° 21-17.691 : non réclamée, sans effet si la remise seule compte', () => {
    const finding = examineNotice(facts({ outcome: 'unclaimed', sent: '2026-12-01', presented: '2026-12-03' }), rules('2027-06-30', { reading: 'delivery' }));
    expect(finding).toMatchObject({ verdict: 'not_a_notice', countedOn: null, effectiveOn: null });
    expect(said(finding)).toMatch(/non réclamée|Non réclamée/);
    expect(said(finding)).toContain('n° 21-17.691, par analogie');
    expect(finding.readings.firstPresentation.verdict).toBe('timely');
  });
  test.each<'refused' | 'unclaimed'>(['refused', 'unclaimed'])('CE, 24 avril 2012, n° 341146 (et Civ. 1re, 20 janv. 2021, n° 19-20.680) : %s, réputée reçue à sa première présentation', (outcome) => {
    const finding = examineNotice(facts({ outcome, sent: '2026-12-28', presented: '2026-12-31' }), rules('2027-06-30'));
    expect(finding).toMatchObject({ verdict: 'timely', countedOn: '2026-12-31', effectiveOn: '2027-06-30' });
    expect(finding.readings.delivery).toEqual({ countedOn: null, verdict: 'not_a_notice', effectiveOn: null });
    expect(said(finding)).toMatch(/341146, par analogie/);
    expect(said(finding)).toMatch(/19-20\.680, par analogie/);
    expect(said(finding)).toMatch(/Si la remise seule comptait, la réponse serait autre : ne vaut pas préavis.*21-17\.691, par analogie/);
  });
});

describe('Le verdict', () => {
  const term = rules('2027-06-30');
  test('le dernier jour utile, et le lendemain', () => {
    expect(examineNotice(facts({ delivered: '2026-12-31' }), term)).toMatchObject({ verdict: 'timely', effectiveOn: '2027-06-30' });
    expect(examineNotice(facts({ delivered: '2027-01-01' }), term)).toMatchObject({ verdict: 'late', effectiveOn: '2028-06-30' });
  });
  test('au plafond, le préavis tardif est sans objet', () => {
    const finding = examineNotice(facts({ delivered: '2027-01-01' }), rules('2027-06-30', { laterTerms: [] }));
    expect(finding).toMatchObject({ verdict: 'without_object', effectiveOn: null });
    expect(said(finding)).toContain('30 juin 2027 : la convention prend fin d’elle-même');
  });
  test('une échéance plafonnée trop proche est sautée, ou laisse sans objet', () => {
    const near = legalDay('2027-08-31');
    expect(examineNotice(facts({ delivered: '2027-03-15' }), rules('2027-06-30', { laterTerms: [near] }))).toMatchObject({ verdict: 'without_object' });
    expect(examineNotice(facts({ delivered: '2027-03-15' }), rules('2027-06-30', { laterTerms: [near, legalDay('2028-08-31')] }))).toMatchObject({ verdict: 'late', effectiveOn: '2028-08-31' });
  });
  test('tant que la remise n’est pas établie, il est provisoire, et dit jusqu’à quand notifier de nouveau', () => {
    const finding = examineNotice(facts({ sent: '2026-12-20', presented: '2026-12-22' }), term);
    expect(finding).toMatchObject({ verdict: 'provisional', countedOn: null, effectiveOn: null, readings: { dispatch: { verdict: 'timely' }, delivery: { verdict: 'provisional' } } });
    expect(said(finding)).toMatch(/au plus tard le jeudi 31 décembre 2026/);
    expect(examineNotice(facts({ sent: '2026-12-20' }), { ...term, reading: 'dispatch' }).verdict).toBe('provisional');
  });
  test('préavis à tout moment : aucun dernier jour n’est opposé à une lettre dont la remise n’est pas établie', () => {
    const finding = examineNotice(facts({ sent: '2027-03-01' }), { ...term, effect: 'rolling' });
    expect([finding.verdict, codes(finding)[0], codes(finding).includes('sent_too_late'), /au plus tard/.test(said(finding))]).toEqual(['provisional', 'reception_unproven', false, false]);
  });
  test('partie après le dernier jour utile, elle sera tardive quoi qu’il arrive', () => {
    expect(codes(examineNotice(facts({ sent: '2027-01-02' }), term))).toContain('sent_too_late');
    expect(codes(examineNotice(facts({ sent: '2026-12-31' }), term))).not.toContain('sent_too_late');
  });
  test('non réclamée sans jour de présentation établi : provisoire', () => {
    const finding = examineNotice(facts({ outcome: 'unclaimed', sent: '2026-12-01' }), term);
    expect([finding.verdict, ...codes(finding)]).toEqual(expect.arrayContaining(['provisional', 'day_unproven']));
  });
  test('revenue avec la mention « inconnu à cette adresse », elle n’est notifiée à personne, sous aucune lecture', () => {
    for (const reading of ['dispatch', 'first_presentation', 'delivery'] as const) {
      const finding = examineNotice(facts({ outcome: 'returned', sent: '2026-12-01', presented: '2026-12-03' }), { ...term, reading });
      expect([finding.verdict, ...Object.values(finding.readings).map(({ verdict }) => verdict)]).toEqual(['not_a_notice', 'not_a_notice', 'not_a_notice', 'not_a_notice']);
    }
  });
  test('la décision motivée de la préfecture l’emporte sur une lettre revenue, et sur elle seule', () => {
    expect(examineNotice(facts({ outcome: 'unclaimed', presented: '2026-12-03', decision: null }), term)).toMatchObject({ verdict: 'not_a_notice', effectiveOn: null });
    expect(examineNotice(facts({ outcome: 'returned', decision: '2026-12-10' }), term)).toMatchObject({ verdict: 'timely', countedOn: '2026-12-10' });
    expect(examineNotice(facts({ delivered: '2027-01-05', decision: '2026-12-10' }), term)).toMatchObject({ verdict: 'late', countedOn: '2027-01-05' });
  });
  test('la remise contre récépissé compte du jour de la remise, sous toutes les lectures', () => {
    const finding = examineNotice(facts({ mode: 'hand_delivery', delivered: '2026-12-31' }), { ...term, reading: 'dispatch' });
    expect([finding.verdict, ...Object.values(finding.readings).map(({ countedOn }) => countedOn)]).toEqual(['timely', '2026-12-31', '2026-12-31', '2026-12-31']);
    expect(codes(finding)[0]).toBe('handed_over');
    expect(examineNotice(facts({ mode: 'hand_delivery', outcome: 'refused' }), term).verdict).toBe('not_a_notice');
  });
  test('un courriel informe, il ne vaut pas préavis', () => {
    const finding = examineNotice(facts({ mode: 'plain_message', sent: '2026-10-01', delivered: '2026-10-01' }), term);
    expect(finding).toMatchObject({ verdict: 'not_a_notice', lastUsefulDay: '2026-12-31' });
    expect(said(finding)).toMatch(/courriel.*article 7/);
  });
  test('la lettre électronique laisse quinze jours, à compter du lendemain de l’information', () => {
    expect(electronicWindowEnd(legalDay('2026-12-10'))).toBe('2026-12-25');
    const finding = examineNotice(facts({ mode: 'electronic_registered_letter', sent: '2026-12-10', presented: '2026-12-10' }), term);
    expect(said(finding)).toMatch(/jusqu’au 25 décembre 2026.*R53/);
    expect(examineNotice(facts({ mode: 'electronic_registered_letter', presented: '2026-12-10', delivered: '2026-12-24' }), term)).toMatchObject({ verdict: 'timely', countedOn: '2026-12-24' });
    expect(examineNotice(facts({ mode: 'electronic_registered_letter', outcome: 'unclaimed', presented: '2026-12-30' }), term)).toMatchObject({ verdict: 'timely', countedOn: '2026-12-30' });
  });
  test('préavis à tout moment : six mois après la réception, sans attendre l’échéance', () => {
    const rolling = rules('2027-06-30', { effect: 'rolling' });
    expect(examineNotice(facts({ delivered: '2026-08-31' }), rolling)).toMatchObject({ verdict: 'timely', effectiveOn: '2027-02-28' });
    expect(examineNotice(facts({ delivered: '2027-03-01' }), rolling)).toMatchObject({ verdict: 'timely', effectiveOn: '2027-09-01' });
    expect(examineNotice(facts({ delivered: '2027-03-01' }), { ...rolling, laterTerms: [] })).toMatchObject({ verdict: 'without_object' });
    expect(examineNotice(facts({ delivered: '2026-12-31' }), { ...rolling, laterTerms: [] })).toMatchObject({ verdict: 'timely', effectiveOn: '2027-06-30' });
  });
  test('un dernier jour utile férié n’est pas reporté, et le nomme', () => {
    expect(said(examineNotice(facts({ delivered: '2027-07-14' }), rules('2028-01-14')))).toContain('14 juillet 2027 est férié (Fête nationale)');
  });
  test('les lectures portent les noms des conditions particulières', () => {
    expect([noticeReadingOf.premiere_presentation, noticeReadingOf.remise, noticeReadingOf.expedition, noticeEffectOf.echeance, noticeEffectOf.glissant]).toEqual(['first_presentation', 'delivery', 'dispatch', 'term', 'rolling']);
  });
});

describe('Propriétés', () => {
  const day = fc.integer({ min: 0, max: 25_000 }).map((days) => addDays(legalDay('1990-01-01'), days));
  const optionalDay = fc.option(day);
  const reading = fc.constantFrom<NoticeReading>('dispatch', 'first_presentation', 'delivery');
  const anyFacts: fc.Arbitrary<NoticeFacts> = fc.record({
    mode: fc.constantFrom('registered_letter' as const, 'electronic_registered_letter' as const, 'hand_delivery' as const, 'plain_message' as const),
    outcome: fc.constantFrom('pending' as const, 'delivered' as const, 'refused' as const, 'unclaimed' as const, 'returned' as const),
    sentOn: optionalDay, presentedOn: optionalDay, deliveredOn: optionalDay,
  });
  const anyRules: fc.Arbitrary<NoticeRules> = fc
    .record({ termEndsOn: day, renewals: fc.integer({ min: 0, max: 4 }), months: fc.integer({ min: 1, max: 12 }), reading, effect: fc.constantFrom('term' as const, 'rolling' as const) })
    .map(({ renewals, ...given }) => ({ ...given, zone: 'metropole' as const, laterTerms: Array.from({ length: renewals }, (_, index) => renewedTerm(given.termEndsOn, 12, index + 1)) }));

  test('toute réponse a ses raisons, chacune une phrase et au moins une source', () => {
    fc.assert(fc.property(anyFacts, anyRules, (given, rule) => {
      const finding = examineNotice(given, rule);
      expect(finding.steps.length).toBeGreaterThan(0);
      for (const step of finding.steps) {
        const { sentence, sources } = noticeStepText(step);
        expect(sentence).toMatch(/^[A-ZÀÉ].*\.$/);
        expect(sentence).not.toMatch(/undefined|null|NaN/);
        expect(sources.length).toBeGreaterThan(0);
      }
    }));
  });
  test('un effet ne précède jamais le terme du préavis, et n’existe que compté d’un jour', () => {
    fc.assert(fc.property(anyFacts, anyRules, (given, rule) => {
      const { verdict, countedOn, effectiveOn } = examineNotice(given, rule);
      expect(effectiveOn !== null).toBe(verdict === 'timely' || verdict === 'late');
      if (effectiveOn !== null) expect(addMonths(countedOn!, rule.months) <= effectiveOn).toBe(true);
    }));
  });
  test('remis, il est à temps exactement jusqu’au dernier jour utile', () => {
    fc.assert(fc.property(day, day, anyRules, (deliveredOn, termEndsOn, rule) => {
      const given: NoticeFacts = { mode: 'registered_letter', outcome: 'delivered', sentOn: null, presentedOn: null, deliveredOn };
      const finding = examineNotice(given, { ...rule, termEndsOn, effect: 'term', reading: 'delivery' });
      expect(finding.verdict === 'timely').toBe(deliveredOn <= lastUsefulDay(termEndsOn, rule.months));
    }));
  });
  test('recevoir plus tôt n’est jamais pire', () => {
    fc.assert(fc.property(day, day, anyRules, (one, other, rule) => {
      const effects = ([one, other].sort() as LegalDay[]).map((deliveredOn) => examineNotice({ mode: 'registered_letter', outcome: 'delivered', sentOn: null, presentedOn: null, deliveredOn }, rule).effectiveOn ?? '9999');
      expect(effects[0]! <= effects[1]!).toBe(true);
    }));
  });
});

describe('Des dates qui se contredisent', () => {
  test.each<[string, Written, string[]]>([
    ['présentée avant l’envoi', { sent: '2026-12-10', presented: '2026-12-09' }, ['presented_before_sent']],
    ['remise avant la présentation', { presented: '2026-12-10', delivered: '2026-12-09' }, ['delivered_before_presented']],
    ['remise avant l’envoi', { sent: '2026-12-10', delivered: '2026-12-09' }, ['delivered_before_sent']],
    ['remise sans jour', { outcome: 'delivered' }, ['delivered_without_day']],
    ['refusée, mais remise', { outcome: 'refused', delivered: '2026-12-09' }, ['day_without_delivery']],
    ['acceptée le seizième jour', { mode: 'electronic_registered_letter', presented: '2026-12-10', delivered: '2026-12-26' }, ['accepted_after_window']],
    ['le même jour partout', { sent: '2026-12-10', presented: '2026-12-10', delivered: '2026-12-10' }, []],
  ])('%s', (_, given, faults) => {
    expect(noticeFaults(facts(given))).toEqual(faults);
    for (const fault of noticeFaults(facts(given))) expect(noticeFaultSentence(fault)).toMatch(/\.$/);
  });
});
