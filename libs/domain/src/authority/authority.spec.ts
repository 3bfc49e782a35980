import fc from 'fast-check';
import { addDays, dayAt, instant, legalDay } from '../legal-time/legal-day.js';
import type { Instant, LegalDay } from '../legal-time/legal-day.js';
import { authorityFault } from './authority-faults.js';
import type { AuthorityFaultCode } from './authority-faults.js';
import { authorityFaultText, authorityRemarkSentence, authorityVerdictNames, requiredDecisionNames } from './authority-sentences.js';
import { authorityVerdict, decisionVerdict } from './authority-verdict.js';
import { authorityRequired, lastDayOf, officesOf, titleUnder } from './authority.js';
import type { ActToSign, BodyDecision, DelegationAct, OfficialOffice, PersonPower, Scope, SignedObject, SigningAuthority, SigningBodyKind, Tenure } from './authority.js';
import { momentAt, momentOn, standingOf } from './publicity.js';
import type { Publicity, SigningMoment } from './publicity.js';

const zone = 'Europe/Paris';
const start = legalDay('2027-03-01');
const minutesIn = (minutes: number): Instant => instant(new Date(Date.parse('2027-02-28T23:00:00Z') + minutes * 60_000).toISOString());

/** Some three weeks, to the quarter of an hour: days meet often. */
const anInstant = fc.integer({ min: 0, max: 20 * 96 }).map((quarters) => minutesIn(quarters * 15));
const aDay = fc.integer({ min: 0, max: 20 }).map((days) => addDays(start, days));
const knownHour = fc.tuple(anInstant, fc.constantFrom(null, 'receipt')).map(([at, proofFileId]): Publicity => ({ on: dayAt(at, zone), at, proofFileId }));
const aPublicity = fc.oneof(fc.constant(null), aDay.map((on): Publicity => ({ on, at: null, proofFileId: null })), knownHour);
const aMoment = fc.oneof(anInstant.map((at) => momentAt(at, zone)), aDay.map(momentOn));
const objects = fc.subarray<SignedObject>(['agreement', 'amendment', 'adhesion']);
const aScope: fc.Arbitrary<Scope> = fc.record({ objects: fc.oneof(fc.constant('all' as const), objects), excludes: objects, territory: fc.constantFrom('whole', 'part') });
const someone = fc.constantFrom('holder', 'delegate', 'stranger');
const orNever = fc.oneof(fc.constant(null), aDay);
const anAct: fc.Arbitrary<DelegationAct> = fc.record({
  reference: fc.constant('2027-45'), signedOn: aDay, delegateId: someone, published: aPublicity, transmitted: aPublicity, immediate: fc.boolean(), from: aDay, until: orNever, scope: aScope, subdelegable: fc.boolean(),
});
const kinds: readonly SigningBodyKind[] = ['prefet', 'commune', 'epci', 'departement', 'association', 'la_poste', 'msa', 'other_public', 'national_partner', 'local_partner'];
const powerOf = (office: OfficialOffice): fc.Arbitrary<PersonPower> => {
  const tenureId = fc.constantFrom(null, 'in-office');
  return fc.oneof(
    fc.record({ kind: fc.constant('own_right' as const), office: fc.constant(office), tenureId }),
    fc.record({ kind: fc.constant('delegation' as const), office: fc.constant(office), tenureId, nature: fc.constantFrom('signature' as const, 'power' as const), act: anAct, subdelegation: fc.oneof(fc.constant(null), anAct) }),
    fc.record({ kind: fc.constant('interim' as const), office: fc.constant(office), ground: fc.constantFrom('vacancy' as const, 'absence' as const), personId: someone, reference: fc.constant(null), from: aDay, until: orNever }),
  );
};
const written = { reference: fc.constant('2027-12'), adoptedOn: aDay, published: aPublicity, transmitted: aPublicity };
const aDecision: fc.Arbitrary<BodyDecision | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('deliberation' as const), approvesHash: fc.constantFrom(null, 'text', 'other'), ...written }),
  fc.record({ kind: fc.constant('standing' as const), scope: aScope, subdelegable: fc.boolean(), ...written }),
  fc.record({ kind: fc.constant('own_decision' as const), reference: fc.constant('CA 3'), adoptedOn: aDay }),
);
type Case = { authority: SigningAuthority; act: ActToSign; tenures: readonly Tenure[] };
const aCase: fc.Arbitrary<Case> = fc.constantFrom(...kinds).chain((kind) => {
  const office = officesOf(kind)[0]!;
  return fc.record({ power: powerOf(office), decision: aDecision, moment: aMoment, object: fc.constantFrom<SignedObject>('agreement', 'amendment', 'adhesion'), personId: someone, until: orNever, from: aDay }).map(
    ({ power, decision, moment, object, personId, until, from }): Case => ({
      authority: { bodyId: 'body', power, decision },
      act: { moment, object, contentHash: 'text', personId, body: { id: 'body', kind } },
      tenures: [{ id: 'in-office', office, bodyId: 'body', holderId: 'holder', from, until }],
    }),
  );
});
const judge = ({ authority, act, tenures }: Case) => authorityVerdict(authority, act, tenures);
const isOfPublicity = (code: AuthorityFaultCode) => /(?:published|transmitted|in_force)/.test(code);
const publicityFaults = (each: Case) => judge(each).faults.filter(({ code }) => isOfPublicity(code));

/** The same case, each formality later by so many days; a missing one stays missing. */
function later(each: Case, days: number): Case {
  const put = (publicity: Publicity | null): Publicity | null => publicity && { ...publicity, on: addDays(publicity.on, days), at: publicity.at && instant(new Date(Date.parse(publicity.at) + days * 86_400_000).toISOString()) };
  const { power, decision } = each.authority;
  const moved = <T extends { published: Publicity | null; transmitted: Publicity | null }>(act: T): T => ({ ...act, published: put(act.published), transmitted: put(act.transmitted) });
  return {
    ...each,
    authority: {
      ...each.authority,
      power: power.kind === 'delegation' ? { ...power, act: moved(power.act), subdelegation: power.subdelegation && moved(power.subdelegation) } : power,
      decision: decision && decision.kind !== 'own_decision' ? moved(decision) : decision,
    },
  };
}
const signedLater = (each: Case, days: number): Case => ({ ...each, act: { ...each.act, moment: each.act.moment.at === null ? momentOn(addDays(each.act.moment.day, days)) : momentAt(instant(new Date(Date.parse(each.act.moment.at) + days * 86_400_000).toISOString()), zone) } });

describe('Propriétés', () => {
  test('régulière si, et seulement si, aucun défaut n’est trouvé', () => {
    fc.assert(fc.property(aCase, (each) => { const { verdict, faults } = judge(each); expect(verdict === 'regular').toBe(faults.length === 0); }));
  });
  test('les deux verdicts se rencontrent : ces propriétés ne parlent pas dans le vide', () => {
    const sample = fc.sample(aCase, { numRuns: 3000, seed: 8 }).map((each) => judge(each).verdict);
    expect(new Set(sample)).toEqual(new Set(['regular', 'irregular']));
  });
  test('une personne mieux écrite garde son titre, avec tout ce qu’il valait', () => {
    fc.assert(fc.property(aCase, ({ authority, act, tenures }) => {
      const [former, present] = [act.personId, 'better-written'];
      const known = tenures.map((tenure) => ({ ...tenure, holderId: tenure.holderId === former ? present : tenure.holderId }));
      expect(judge({ authority: titleUnder(authority, former, present), act: { ...act, personId: present }, tenures: known })).toEqual(judge({ authority, act, tenures }));
    }));
  });
  test('une autre personne signe sous la décision de l’organisme : ses défauts restent, ceux du pouvoir ne sont à personne d’autre', () => {
    fc.assert(fc.property(aCase, (each) => {
      const alone = decisionVerdict(each.authority, { ...each.act, personId: 'somebody-else' });
      const { decision } = each.authority;
      if (decision === null || decision.kind === 'standing') return expect(alone).toBeNull();
      expect(alone!.faults).toEqual(judge(each).faults.filter(({ act }) => act === 'decision'));
      expect(alone!.verdict).toBe(alone!.faults.length === 0 ? 'regular' : 'irregular');
    }));
  });
  test('une formalité accomplie plus tard n’efface jamais un défaut', () => {
    fc.assert(fc.property(aCase, fc.integer({ min: 1, max: 10 }), (each, days) => {
      const kept = (faults: ReturnType<typeof publicityFaults>) => faults.map(({ code, act }) => `${act} ${formality(code)}`);
      expect(kept(publicityFaults(later(each, days)))).toEqual(expect.arrayContaining(kept(publicityFaults(each))));
    }));
  });
  test('signer plus tard ne crée jamais un défaut de publicité', () => {
    fc.assert(fc.property(aCase, fc.integer({ min: 1, max: 10 }), (each, days) => expect(publicityFaults(signedLater(each, days)).length).toBeLessThanOrEqual(publicityFaults(each).length)));
  });
  test('le même jour sans heure prouvée n’est jamais régulier', () => {
    fc.assert(fc.property(aMoment, fc.constantFrom('said', 'unknown'), (moment, hour) => {
      const at = hour === 'said' ? moment.at : null;
      expect(standingOf({ on: moment.day, at, proofFileId: null }, moment)).not.toBe('before');
    }));
  });
  test('chaque défaut n’est dit qu’une fois, avec au moins un texte et de quoi y remédier', () => {
    fc.assert(fc.property(aCase, (each) => {
      const { faults, bases } = judge(each);
      expect(new Set(faults.map(({ code, act }) => `${code} ${act}`)).size).toBe(faults.length);
      for (const fault of faults) {
        expect(fault.bases.length).toBeGreaterThan(0);
        expect(bases).toEqual(expect.arrayContaining([...fault.bases]));
        expect(authorityFaultText(fault, each.act.body.kind).remedy).toMatch(/^[A-ZÀÉ].*\.$/);
      }
    }));
  });
  test('les faits et le verdict s’écrivent en JSON sans rien perdre', () => {
    fc.assert(fc.property(aCase, (each) => {
      const copy = JSON.parse(JSON.stringify(each)) as Case;
      expect(judge(copy)).toEqual(judge(each));
      expect(JSON.parse(JSON.stringify(judge(each)))).toEqual(judge(each));
    }));
  });
  test('une délégation de signature ne survit jamais à qui l’a donnée', () => {
    fc.assert(fc.property(aCase, fc.integer({ min: 1, max: 10 }), (each, days) => {
      const { power } = each.authority;
      fc.pre(power.kind === 'delegation' && power.tenureId !== null && (power.office !== 'head' || power.nature === 'signature'));
      const left = { ...each.tenures[0]!, until: addDays(each.act.moment.day, -days) };
      expect(judge({ ...each, tenures: [left] }).faults.map(({ code }) => code)).toContain('delegation_lapsed');
    }));
  });
});

/** Two codes may say the same of one formality: not proven, then too late. */
function formality(code: AuthorityFaultCode): string {
  return code.includes('transmitted') ? 'transmitted' : 'published';
}

describe('Avant la signature', () => {
  const tenth = legalDay('2027-03-10');
  const moment: SigningMoment = momentAt(instant('2027-03-10T09:00:00.500Z'), zone);
  const at = (hour: string): Publicity => ({ on: tenth, at: hour as Instant, proofFileId: 'receipt' });
  test.each<[string, Publicity | null, ReturnType<typeof standingOf>]>([
    ['rien d’établi', null, 'missing'],
    ['la veille', { on: addDays(tenth, -1), at: null, proofFileId: null }, 'before'],
    ['le jour même, sans l’heure', { on: tenth, at: null, proofFileId: null }, 'same_day_unproven'],
    ['le lendemain', { on: addDays(tenth, 1), at: null, proofFileId: null }, 'too_late'],
    ['à la même seconde, une fraction avant', at('2027-03-10T09:00:00Z'), 'before'],
    ['à la même fraction de seconde', at('2027-03-10T09:00:00.5Z'), 'too_late'],
    ['après, sans preuve : c’est dit contre soi', { on: tenth, at: instant('2027-03-10T10:00:00Z'), proofFileId: null }, 'too_late'],
  ])('%s', (_, publicity, expected) => expect(standingOf(publicity, moment)).toBe(expected));
  test('l’heure d’une formalité ne sert à rien si celle de la signature est inconnue', () => expect(standingOf(at('2027-03-10T08:00:00Z'), momentOn(tenth))).toBe('same_day_unproven'));
});

describe('Ce qu’il faut à chacun', () => {
  test.each<[SigningBodyKind, ReturnType<typeof authorityRequired>, readonly OfficialOffice[]]>([
    ['prefet', 'none', ['prefet']], ['commune', 'specific_deliberation', ['maire']], ['departement', 'specific_deliberation', ['president_departement']], ['epci', 'any_deliberation', ['president_epci']],
    ['association', 'own_rules', ['head']], ['other_public', 'own_rules', ['head']], ['national_partner', 'own_rules', ['head', 'prefet']], ['local_partner', 'own_rules', ['head']],
  ])('%s : %s', (kind, needed, offices) => {
    expect([authorityRequired(kind), officesOf(kind)]).toEqual([needed, offices]);
    expect(requiredDecisionNames[authorityRequired(kind)]).not.toBe('');
  });
});

describe('Le dernier jour de fonctions', () => {
  const tenure = (from: string, until: string | null, id = 'a'): Tenure => ({ id, office: 'prefet', bodyId: 'prefet', holderId: id, from: legalDay(from), until: until === null ? null : legalDay(until) });
  const former = tenure('2026-07-01', null);
  test.each<[string, Tenure, Tenure[], LegalDay | string | null]>([
    ['aucun tant que personne ne succède', former, [], null],
    ['la veille de l’installation du successeur', former, [tenure('2027-03-10', null, 'b')], '2027-03-09'],
    ['celui qui est enregistré', tenure('2026-07-01', '2027-02-28'), [tenure('2027-03-10', null, 'b')], '2027-02-28'],
    ['le jour de la passation, quand il est enregistré', tenure('2026-07-01', '2027-03-10'), [tenure('2027-03-10', null, 'b')], '2027-03-10'],
    ['jamais plus tard que l’installation du successeur', tenure('2026-07-01', '2027-12-31'), [tenure('2027-03-10', null, 'b')], '2027-03-10'],
    ['sans égard aux fonctions d’un autre organisme', former, [{ ...tenure('2027-03-10', null, 'b'), bodyId: 'ailleurs' }], null],
    ['sans égard à un prédécesseur', former, [tenure('2024-01-01', null, 'z')], null],
  ])('%s', (_, tenure, others, expected) => expect(lastDayOf(tenure, [tenure, ...others])).toBe(expected));
});

test('un pouvoir d’un autre organisme, ou de fonctions inconnues, est une erreur de programme', () => {
  const act: ActToSign = { moment: momentOn(start), object: 'agreement', contentHash: 'text', personId: 'holder', body: { id: 'body', kind: 'prefet' } };
  const power: PersonPower = { kind: 'own_right', office: 'prefet', tenureId: 'unknown' };
  expect(() => authorityVerdict({ bodyId: 'other', power, decision: null }, act, [])).toThrow('another body');
  expect(() => authorityVerdict({ bodyId: 'body', power, decision: null }, act, [])).toThrow('term of office');
});

test('une fonction qui n’engage pas cet organisme n’habilite personne', () => {
  const act: ActToSign = { moment: momentOn(start), object: 'agreement', contentHash: 'text', personId: 'holder', body: { id: 'body', kind: 'association' } };
  expect(authorityVerdict({ bodyId: 'body', power: { kind: 'own_right', office: 'prefet', tenureId: null }, decision: null }, act, []).faults.map(({ code }) => code)).toEqual(['not_in_office']);
});

describe('Les phrases', () => {
  const codes: readonly AuthorityFaultCode[] = [
    'authority_missing', 'decision_missing', 'decision_not_specific', 'decision_other_text', 'decision_adopted_after', 'standing_scope', 'standing_lapsed', 'not_published', 'published_too_late', 'published_same_day_unproven',
    'not_transmitted', 'transmitted_too_late', 'transmitted_same_day_unproven', 'delegation_not_published', 'delegation_published_too_late', 'delegation_published_same_day_unproven', 'delegation_not_transmitted', 'delegation_transmitted_too_late',
    'delegation_transmitted_same_day_unproven', 'delegation_not_yet_in_force', 'delegation_before', 'delegation_after', 'delegation_scope', 'delegation_territory', 'delegation_lapsed', 'delegation_of_another', 'delegator_not_in_office',
    'subdelegation_not_allowed', 'interim_before', 'interim_after', 'interim_of_another', 'not_in_office',
  ];
  test.each(codes)('%s : le motif, le remède, jamais « nulle »', (code) => {
    for (const kind of kinds) {
      const { reason, remedy } = authorityFaultText(authorityFault(code, 'power', ['own_rules'], kind === 'prefet'), kind);
      expect(reason).toMatch(/^Irrégulière\u00a0: [a-zéàl].*[^.]\.$/);
      expect(remedy).toMatch(/^[A-ZÀÉ].*[^.]\.$/);
      expect(`${reason} ${remedy}`).not.toMatch(/null|undefined| [;:?!]|'/);
    }
  });
  test('qui y remédie est nommé par ce qu’il est', () => {
    const remedy = (kind: SigningBodyKind, ofPrefet = false) => authorityFaultText(authorityFault(ofPrefet ? 'delegation_not_published' : 'not_transmitted', 'power', ['own_rules'], ofPrefet), kind).remedy;
    expect(remedy('commune')).toBe('La commune la transmet, puis son représentant signe. Si elle l’est déjà, indiquez le jour avec sa preuve.');
    expect(remedy('national_partner', true)).toMatch(/^La préfecture le publie/);
  });
  test('le texte est cité, et dit quand il l’est par analogie', () => {
    const { bases } = authorityFaultText({ code: 'standing_lapsed', mendedBy: 'body', bases: ['standing_epci', 'standing_personal'] }, 'epci');
    expect(bases.map((basis) => basis.replace(/\u00a0/g, ' '))).toEqual(['CGCT, article L5211-10', 'Réponse ministérielle n° 1576, Sénat, 11 avril 2013, par analogie']);
  });
  test('le verdict, et ce qu’il n’a pas pu vérifier', () => {
    expect(authorityVerdictNames).toEqual({ regular: 'régulière', irregular: 'irrégulière' });
    for (const remark of ['tenure_declared', 'text_not_named', 'decision_not_shown'] as const) expect(authorityRemarkSentence(remark)).toMatch(/^[A-Z].*\.$/);
  });
});
