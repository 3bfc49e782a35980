import fc from 'fast-check';
import { addDays, addresseesOf, defaultReadings, draftedWithdrawal, instant, lastUsefulDay, legalDay, signedTerm, statesOf, withdrawalFinding, withdrawalWorkflow } from '#libs/domain';
import type { Addressee, NoticeLetter, Standing, WithdrawalFacts } from '#libs/domain';
import { foresee } from './foresight.js';
import { letterCommands, letterIdOf, readAuthority, readLetters } from './notice-input.js';
import type { LetterGiven } from './notice-input.js';
import { firstDispatch, formOf, rulesOn } from './notice-rules.js';
import { rightsOn, roleIn, wayOut } from './notice-rights.js';
import { refusalWords } from './notice.refusals.js';

const day = legalDay;
const term = signedTerm({ inForceSince: day('2026-07-01'), firstTermEndsOn: day('2027-06-30'), renewalMonths: 12, capEndsOn: day('2031-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'] });
const agreement = { facts: term, readings: defaultReadings, departementCode: '48' };
const partner = { id: 'cidff', kind: 'local_partner' } as const;
const concerned = [{ id: 'commune', kind: 'gestionnaire' }, { id: 'caf', kind: 'gestionnaire' }] as const;
const today = day('2026-12-10');
const rules = rulesOn(agreement, today, today);
const addressees: Addressee[] = addresseesOf(partner, { concerned, others: [] }, defaultReadings);
const facts: WithdrawalFacts = draftedWithdrawal({ id: 'w', termId: 't', party: partner, addressees, form: 'letter_or_receipt', rules });
const known = (given: Partial<NoticeLetter>): NoticeLetter => ({ id: 'l', addresseeId: 'commune', mode: 'registered_letter', trackingNumber: null, sentOn: null, outcome: 'pending', presentedOn: null, deliveredOn: null, decisionReason: null, ...given });
const given = (addresseeId: string, more: Partial<LetterGiven> = {}): LetterGiven => ({ addresseeId, mode: 'hand_delivery', trackingNumber: null, sentOn: day('2026-12-01'), outcome: 'delivered', presentedOn: day('2026-12-01'), deliveredOn: day('2026-12-01'), ...more });
const moment = { today, at: instant('2026-12-10T09:00:00Z'), timeZone: 'Europe/Paris' };
const standing = { withdrawal: { state: 'drafted' as const, facts }, term: { state: 'in_force' as const, facts: term } };

describe('par quelle échéance un préavis est jugé', () => {
  test('celle du jour où la première lettre est partie, quand même on la saisit des années plus tard', () => {
    const late = day('2029-03-01');
    const dispatched = firstDispatch(facts, [given('commune')], late);
    expect(dispatched).toBe('2026-12-01');
    expect(rulesOn(agreement, dispatched, late)).toMatchObject({ termEndsOn: '2027-06-30', months: 6, reading: 'first_presentation', effect: 'term', zone: 'metropole', capKnown: true });
  });
  test('un courriel n’ancre rien dès qu’une lettre suit', () => {
    const announced = { ...facts, letters: [known({ mode: 'plain_message', sentOn: day('2026-08-01') })] };
    expect(firstDispatch(announced, [], today)).toBe('2026-08-01');
    expect(firstDispatch(announced, [given('commune')], today)).toBe('2026-12-01');
  });
  test('une lettre perdue n’ancre plus rien, sauf quand on décide de sa réception', () => {
    const lost = { ...facts, letters: [known({ outcome: 'returned', sentOn: day('2026-08-01') })] };
    expect(firstDispatch(lost, [given('commune')], today)).toBe('2026-12-01');
    expect(firstDispatch(lost, [given('commune')], today, 'l')).toBe('2026-08-01');
  });
  test('la forme que les parties ont choisie ne lie que la dénonciation', () => {
    const strict = { ...defaultReadings, 'denonciation.forme': 'lettre_recommandee' } as const;
    expect(formOf('gestionnaire', strict)).toBe('registered_letter');
    expect(formOf('local_partner', strict)).toBe('letter_or_receipt');
  });
  test('propriété : reçu jusqu’au dernier jour utile il est à temps, ensuite non', () => {
    fc.assert(fc.property(fc.integer({ min: -20, max: 20 }), (shift) => {
      const useful = lastUsefulDay(rules.termEndsOn, rules.months);
      const on = addDays(useful, shift);
      const foreseen = foresee(standing, letterCommands('w', ['commune', 'caf'].map((id) => given(id, { sentOn: on, presentedOn: on, deliveredOn: on })), addressees, rulesOn(agreement, on, day('2027-02-01'))), { ...moment, today: day('2027-02-01') });
      return foreseen.accepted && foreseen.withdrawal.state === (shift <= 0 ? 'accepted_in_time' : 'late');
    }));
  });
});

describe('ce qui se passerait', () => {
  test('la réponse est celle que l’enregistrement donnera', () => {
    const foreseen = foresee(standing, letterCommands('w', [given('commune'), given('caf', { sentOn: day('2026-12-09'), presentedOn: day('2026-12-09'), deliveredOn: day('2026-12-09') })], addressees, rules), moment);
    expect(foreseen).toMatchObject({ accepted: true, withdrawal: { state: 'accepted_in_time', facts: { leavesOn: '2027-06-30' } } });
    if (foreseen.accepted) {
      expect(withdrawalFinding(foreseen.withdrawal.facts).countedOn).toBe('2026-12-09');
      expect(foreseen.term.facts.leavers).toMatchObject([{ partyId: 'cidff', leavesOn: '2027-06-30' }]);
    }
  });
  test('ce que la convention refuserait est dit dans ses mots, avant toute écriture', () => {
    const leaving = { ...term, leavers: [{ partyId: 'cidff', kind: 'local_partner' as const, leavesOn: day('2027-06-30'), withdrawalId: 'other' }] };
    const foreseen = foresee({ ...standing, term: { state: 'in_force', facts: leaving } }, letterCommands('w', [given('commune'), given('caf')], addressees, rules), moment);
    expect(foreseen).toMatchObject({ accepted: false, by: 'term', refusal: 'leaving_already' });
    expect(refusalWords({ by: 'term', code: 'leaving_already' })).toMatchObject({ code: 'agreement.leaving_already', sentence: expect.stringContaining('déjà enregistré') });
  });
  test('le refus de la table nomme la commande', () => {
    expect(foresee(standing, letterCommands('w', [given('inconnu')], addressees, rules), moment)).toMatchObject({ accepted: false, by: 'withdrawal', refusal: 'unknown_addressee', rank: 0 });
  });
});

describe('ce que les formulaires disent', () => {
  const read = (posted: Record<string, string>, received = false) => readLetters(posted, addressees, { received, today });
  test('une lettre recommandée : son numéro, son jour', () => {
    expect(read({ lettre_0_mode: 'registered_letter', lettre_0_tracking: 'rr 473 124 829 fr', lettre_0_sentOn: '2026-12-01' })).toMatchObject({ errors: [], letters: [{ addresseeId: 'commune', trackingNumber: 'RR473124829FR', sentOn: '2026-12-01', outcome: 'pending' }] });
  });
  test('un chiffre mal recopié est dit au champ, et rien n’est perdu', () => {
    const { errors, typed } = read({ lettre_0_mode: 'registered_letter', lettre_0_tracking: 'RR473124828FR', lettre_0_sentOn: '2026-12-01' });
    expect(errors).toMatchObject([{ field: 'lettre_0_tracking', message: expect.stringContaining('chiffre de contrôle') }]);
    expect(typed[0]).toMatchObject({ tracking: 'RR473124828FR', sentOn: '2026-12-01' });
  });
  test('le numéro national n’est jamais refusé sur sa clé', () => {
    for (const key of '0123456789') expect(read({ lettre_0_mode: 'registered_letter', lettre_0_tracking: `1A 123 456 7890 ${key}`, lettre_0_sentOn: '2026-12-01' }).errors).toEqual([]);
  });
  test('remise en main propre, elle est reçue le même jour', () => {
    expect(read({ lettre_1_mode: 'hand_delivery', lettre_1_sentOn: '2026-12-02' }).letters).toEqual([{ addresseeId: 'caf', mode: 'hand_delivery', trackingNumber: null, sentOn: '2026-12-02', outcome: 'delivered', presentedOn: '2026-12-02', deliveredOn: '2026-12-02' }]);
  });
  test('un jour à venir, un jour impossible, aucune lettre', () => {
    expect(read({ lettre_0_mode: 'hand_delivery', lettre_0_sentOn: '2026-12-11' }).errors).toMatchObject([{ field: 'lettre_0_sentOn' }]);
    expect(read({ lettre_0_mode: 'hand_delivery', lettre_0_sentOn: '2026-02-30' }).errors).toMatchObject([{ field: 'lettre_0_sentOn' }]);
    expect(read({}).errors).toMatchObject([{ field: 'lettre_0_mode' }]);
  });
  test('une lettre reçue dont les dates se contredisent', () => {
    const posted = { lettre_0_mode: 'registered_letter', lettre_0_tracking: 'RR473124829FR', lettre_0_sentOn: '2026-12-03', lettre_0_outcome: 'delivered', lettre_0_deliveredOn: '2026-12-01' };
    expect(read(posted, true).errors).toMatchObject([{ field: 'lettre_0_deliveredOn', message: expect.stringContaining('précède l’envoi') }]);
  });
  test('la même lettre envoyée deux fois par le formulaire est la même lettre', () => {
    expect(letterIdOf('w', given('commune'))).toBe(letterIdOf('w', given('commune')));
    expect(letterIdOf('w', given('commune'))).not.toBe(letterIdOf('w', given('caf')));
    expect(letterIdOf('w', given('commune'))).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
  test('le sort de ceux que l’on informe est dit avant celui de qui décide', () => {
    const informed: Addressee[] = [{ id: 'prefet', kind: 'prefet', decides: true }, { id: 'caf', kind: 'gestionnaire', decides: false }];
    const commands = letterCommands('w', [given('prefet'), given('caf')], informed, rules);
    expect(commands.map(({ type }) => type)).toEqual(['send', 'recordOutcome', 'recordOutcome']);
    expect(commands[1]).toMatchObject({ letterId: letterIdOf('w', given('caf')) });
  });
  test('le pouvoir : référence et jour, la transmission peut manquer', () => {
    expect(readAuthority({ kind: 'deliberation', reference: ' 2026-114 ', decidedOn: '2026-10-05', transmittedOn: '' })).toMatchObject({ errors: [], authority: { reference: '2026-114', transmittedOn: null } });
    expect(readAuthority({}).errors.map(({ field }) => field)).toEqual(['kind', 'reference', 'decidedOn']);
  });
});

describe('à qui revient un acte', () => {
  const as = (role: Standing['role'], organisationId: string | null): Standing => ({ role, departementCode: '48', organisationId, accountId: null });
  const row = { state: 'sent' as const, filedBy: 'cidff', facts: { ...facts, letters: [known({ id: 'l-1' }), known({ id: 'l-2', addresseeId: 'caf', outcome: 'unclaimed' })] } };
  test.each([
    ['la partie', as('partner', 'cidff'), { prepare: true, lettersOf: null, outcomes: ['l-1', 'l-2'], decisions: [], examine: false, cancel: true, attach: true }],
    ['un destinataire, sur sa lettre', as('gestionnaire', 'caf'), { prepare: true, lettersOf: 'caf', outcomes: ['l-2'], decisions: [], examine: true, cancel: false, attach: true }],
    ['un autre gestionnaire', as('gestionnaire', 'autre'), { prepare: false, lettersOf: 'autre', outcomes: [], decisions: [], examine: false, cancel: false, attach: false }],
    ['la préfecture', as('prefecture', null), { prepare: true, lettersOf: null, outcomes: ['l-1', 'l-2'], decisions: ['l-2'], examine: false, cancel: true, attach: true }],
    ['un auditeur', as('auditor', null), { prepare: false, lettersOf: null, outcomes: [], decisions: [], examine: false, cancel: false, attach: false }],
  ])('%s', (_, who, rights) => expect(rightsOn(row, who)).toEqual(rights));

  test('les parties informées d’un départ, la partie ne l’annule plus elle-même', () => {
    for (const state of statesOf(withdrawalWorkflow)) expect(roleIn({ ...row, state }, as('partner', 'cidff')).mayCancel).toBe(state !== 'accepted_in_time' && state !== 'late');
  });
  test('l’article 7 ne donne de voie qu’aux partenaires locaux et aux gestionnaires', () => {
    expect(wayOut).toEqual({ local_partner: 'withdraw', gestionnaire: 'denounce', national_partner: 'not_provided', prefet: 'not_provided' });
  });
  test('un lecteur sans organisme ne passe pas pour la préfecture qui a saisi', () => {
    expect(roleIn({ ...row, filedBy: null }, as('auditor', null))).toMatchObject({ isClerk: false, keeps: false });
  });
});

