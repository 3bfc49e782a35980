import { answerDeadline, civilTime, legalDay, obligationsOf, requestObligation } from '#libs/domain';
import type { LegalDay, ObligationFacts, ObligationKind, ObligationState } from '#libs/domain';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import { blocksOf, convocationFields, minutesFields, readConvocation, readMinutes, typedFields } from './committee.form.js';
import { hourWords, minutesData } from './committee.print.js';
import type { CommitteeSetting } from './committee.print.js';
import type { Minutes } from './committee.store.js';
import { eventWords, periodWords, stateSentence, yearSentence } from './obligation-words.js';
import type { ObligationRow } from './obligation.store.js';
import { answersFor, referenceFault } from './obligations.js';
import { obligationChronicle } from './obligations.chronicle.js';
import { cancelledMeetingMail, convocationMail, digestMail, lateMail, minutesMail, minutesReminderMail, reminderMail } from './obligations.mails.js';
import type { ObligationMail } from './obligations.mails.js';

const day = legalDay;
const today = day('2027-05-03');
const structures = Array.from({ length: 20 }, (_, n) => ({ structureId: `s${n}`, gestionnaireId: `g${n % 3}`, since: day('2027-01-01'), until: null }));
const scheduled = obligationsOf({ inForceSince: day('2027-01-01'), endsOn: null, reading: 'civil', structures }, day('2027-01-01'), day('2027-03-31')).map(({ facts }) => facts);
const row = (facts: ObligationFacts, given: Partial<ObligationRow> = {}): ObligationRow => ({
  id: `${facts.kind}-${facts.debtor?.structureId ?? 'tous'}`, agreementId: 'a', departementCode: '48', timeZone: 'Europe/Paris', kind: facts.kind, structureId: facts.debtor?.structureId ?? null, gestionnaireId: facts.debtor?.gestionnaireId ?? null,
  debtorName: facts.debtor && `France Services de Saint-Étienne-Vallée-Française ${facts.debtor.structureId}`, opensOn: facts.opensOn, dueOn: facts.dueOn, channel: null, reference: null, state: 'reminded', facts, createdAt: new Date(0), ...given,
});
const rows = (kind: ObligationKind): ObligationRow[] => scheduled.filter((facts) => facts.kind === kind).map((facts) => row(facts));
const done = (on: LegalDay, late: boolean) => ({ on, at: null, toldOn: on, late, proof: null });
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('Les mots d’une obligation', () => {
  const [report] = rows('quarterly_report') as [ObligationRow];
  test.each<[string, Partial<ObligationRow>, string]>([
    ['à faire', { state: 'awaited' }, 'À faire au plus tard le 30 avril 2027, dépassée depuis 3 jours.'],
    ['en retard', { state: 'late', facts: { ...report.facts, lateSince: day('2027-05-01') } }, 'En retard depuis le 1er mai 2027 : c’était dû le 30 avril 2027.'],
    ['faite', { state: 'done', facts: { ...report.facts, done: done(day('2027-04-20'), false) } }, 'Faite à temps, le 20 avril 2027.'],
    ['faite en retard', { state: 'done', facts: { ...report.facts, lateSince: day('2027-05-01'), done: done(day('2027-05-02'), true) } }, 'Faite en retard, le 2 mai 2027 : c’était dû le 30 avril 2027.'],
    ['faite à temps, dite après', { state: 'done', facts: { ...report.facts, lateSince: day('2027-05-01'), done: { ...done(day('2027-04-20'), false), toldOn: day('2027-05-02') } } }, 'Faite à temps, le 20 avril 2027. Déclarée le 2 mai 2027 seulement : elle a été tenue pour en retard depuis le 1er mai 2027.'],
  ])('%s', (_, given, sentence) => expect(plain(stateSentence({ ...report, ...given }, today))).toBe(sentence));
  test('la période se dit en entier', () => expect(plain(periodWords(report.facts))).toBe('du 1er janvier au 31 mars 2027'));
  test('l’année en une phrase', () => {
    expect(plain(yearSentence(2027, [{ ...report, state: 'late' }, { ...report, state: 'waived' }, { ...report, state: 'done', facts: { ...report.facts, done: done(day('2027-05-02'), true) } }]))).toBe('Pour 2027, 1 obligation faite sur 2 ouvertes, dont 1 en retard. 1 est en retard.');
    expect(yearSentence(2030, [])).toContain('Aucune obligation');
  });
  test('un refus n’entre pas dans l’historique', () => expect([eventWords('refused.declare', 'late'), eventWords('release', 'released'), eventWords('release', 'awaited')]).toEqual([null, 'Éteinte avec l’engagement', 'Période écourtée par la fin de l’engagement']));
  test.each([['2027-0142', null], ['A/2027.3_b', null], ['', 'reference_missing'], ['Dupont', 'reference_names'], ['jean@x.fr 1', 'reference_names'], ['Élodie 3', 'reference_names'], ['1'.repeat(41), 'reference_names']])('la référence « %s » : %s', (reference, fault) => expect(referenceFault(reference)).toBe(fault));
  test('chacun répond de ses structures, la préfecture de toutes, et seule du comité', () => {
    const whose = { structureId: 's1', gestionnaireId: 'g1' };
    const committee = { structureId: null, gestionnaireId: null };
    expect([answersFor({ role: 'prefecture', organisation: null }, committee), answersFor({ role: 'gestionnaire', organisation: 'g1' }, whose), answersFor({ role: 'agent', organisation: 's1' }, whose)]).toEqual([true, true, true]);
    expect([answersFor({ role: 'gestionnaire', organisation: 'g2' }, whose), answersFor({ role: 'gestionnaire', organisation: 'g1' }, committee), answersFor({ role: 'partner', organisation: 'g1' }, whose), answersFor({ role: 'auditor', organisation: null }, committee)]).toEqual([false, false, false, false]);
  });
});

describe('La chronologie', () => {
  const told = (given: (n: number) => Partial<ObligationRow>) => obligationChronicle('a', rows('quarterly_report').map((one, n) => ({ ...one, ...given(n) })), today);
  const state = (name: ObligationState) => ({ state: name });
  test('une entrée par jour dû, quel que soit le nombre de structures', () => {
    const finished = (n: number): Partial<ObligationRow> => (n < 12 ? { state: 'done', facts: { ...scheduled.find(({ kind }) => kind === 'quarterly_report')!, done: done(day('2027-04-20'), false) } } : state('late'));
    expect(told(finished).map(({ title, tone, on, concerns }) => [plain(title), tone, on, concerns])).toEqual([['Compte rendu trimestriel : 12 structures à jour sur 20', 'late', '2027-04-30', ['g0', 'g1', 'g2']]]);
  });
  test('ce qui est sans objet ou éteint n’y est pas, une demande d’usager non plus', () => {
    expect(told(() => state('waived'))).toEqual([]);
    const answer = answerDeadline({ receivedAt: civilTime('2027-07-12T10:00'), zone: 'metropole', chosen: 'heures_jours_ouvres', opening: null });
    expect(obligationChronicle('a', [row(requestObligation({ inForceSince: day('2027-01-01'), reading: 'civil' }, structures[0]!, answer))], today)).toEqual([]);
  });
  test('la réunion du comité a son jour à elle', () => {
    const [committee] = rows('steering_committee') as [ObligationRow];
    const entries = obligationChronicle('a', [{ ...committee, state: 'convoked', facts: { ...committee.facts, meeting: { id: 'm', on: day('2027-11-16') } } }], today);
    expect(entries.map(({ on, title }) => [on, title])).toEqual([['2027-12-31', 'Comité de pilotage annuel'], ['2027-11-16', 'Réunion du comité de pilotage, convoquée']]);
  });
});

describe('Les courriels', () => {
  const longest: ObligationMail = { name: 'Communauté de communes des Cévennes au mont Lozère', departementName: 'Saint-Pierre-et-Miquelon', number: 'CDFS-975-2027-001', url: 'https://paraphe.example/x', contact: { name: 'Préfecture', email: 'p@x.example', phone: '04 00 00 00 00' }, demonstration: true };
  const all = [...rows('quarterly_report'), ...rows('yearly_survey'), ...rows('published_indicators'), ...rows('steering_committee')];
  const dueOn = day('2027-12-31');
  const group = { rows: all, dueOn, today };
  const agenda = ['Bilan', 'Axes'];
  const on = day('2027-11-16');
  test.each([
    ['rappel', reminderMail(longest, group)], ['retard', lateMail(longest, group)], ['résumé', digestMail(longest, group, 'late')], ['compte rendu attendu', minutesReminderMail(longest, { heldOn: on })],
    ['convocation', convocationMail(longest, { on, at: '14:30', place: 'Préfecture, salle Chastel', remote: 'visioconférence', agenda, answerUntil: day('2027-11-02'), others: [] })], ['annulation', cancelledMeetingMail(longest, { meetingOn: on })],
    ['compte rendu', minutesMail(longest, { on, from: '', until: '', place: 'x', chairedBy: 'x', secretary: '', present: ['x'], excused: [], items: [], decisions: [{ what: 'x', who: '', until: '' }], nextMeeting: '', others: [] })],
  ])('%s : court, avec un objet entier, même pour le plus long des départements', (_, mail) => {
    expect(mail.subject.length).toBeLessThanOrEqual(maxSubjectLength);
    expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
    expect(mail.text).not.toContain('!');
  });
});

describe('Les formulaires du comité', () => {
  test('une convocation complète se lit ; ce qui manque se dit champ par champ', () => {
    const typed = { ...typedFields(convocationFields, {}), jour: '2027-11-16', heure: '14:30', lieu: 'Préfecture', ordre: 'Bilan\r\n\r\nAxes', autres: 'ANCT ; fs@anct.example' };
    expect(readConvocation(typed)).toEqual({ value: { on: '2027-11-16', at: '14:30', place: 'Préfecture', remote: '', agenda: ['Bilan', 'Axes'], answerUntil: null, others: [{ name: 'ANCT', address: 'fs@anct.example' }] }, errors: [] });
    expect(readConvocation(typedFields(convocationFields, {})).errors.map(({ field }) => field)).toEqual(['jour', 'heure', 'lieu', 'ordre']);
    expect(readConvocation({ ...typed, heure: '25:00', autres: 'pas une adresse' }).errors.map(({ field }) => field)).toEqual(['heure', 'autres']);
  });
  test('le compte rendu demande l’adresse de l’ANCT, et la met en tête', () => {
    const typed = { ...typedFields(minutesFields, {}), jour: '2027-11-16', lieu: 'Préfecture', presidence: 'le préfet', presents: 'CPAM', points: 'Bilan\nTout va bien.\n\nAxes', decisions: 'Ouvrir le samedi ; gestionnaires ; mars 2028', anct: 'fs@anct.example' };
    expect(readMinutes(typed).value).toMatchObject({ items: [{ title: 'Bilan', paragraphs: ['Tout va bien.'] }, { title: 'Axes', paragraphs: [] }], decisions: [{ what: 'Ouvrir le samedi', who: 'gestionnaires', until: 'mars 2028' }], others: [{ name: 'ANCT', address: 'fs@anct.example' }] });
    expect(readMinutes({ ...typed, anct: '' })).toMatchObject({ value: null, errors: [{ field: 'anct' }] });
  });
  test('un champ posté deux fois, ou qui n’est pas un texte, est un champ vide', () => expect(typedFields(['jour', 'lieu'], { jour: ['a', 'b'], autre: 'x' })).toEqual({ jour: '', lieu: '' }));
  test('le compte rendu imprimé nomme l’organisme, et la personne quand elle est dite', () => {
    const setting = { agreement: { number: 'CDFS-48-2027-001' }, departement: { name: 'Lozère', code: '48', prefecture: { city: 'Mende' } }, parties: [{ partyId: 'c', kind: 'national_partner', name: 'CPAM', since: day('2027-01-01'), until: null }], obligation: rows('steering_committee')[0]!, today, demonstration: true };
    const minutes: Minutes = { on: day('2027-11-16'), from: '14:30', until: '', place: 'Préfecture', chairedBy: 'le préfet', secretary: '', present: ['CPAM ; Mme Roux ; directrice', 'Commune de Florac'], excused: [], items: [{ title: 'Bilan', paragraphs: [] }], decisions: [], nextMeeting: '', others: [{ name: 'ANCT', address: 'x@y.example' }, { name: 'DDETS', address: 'z@y.example' }] };
    const printed = minutesData(setting as unknown as CommitteeSetting, minutes);
    expect(printed.present).toEqual([{ body: 'CPAM', name: 'Mme Roux', quality: 'directrice' }, { body: 'Commune de Florac', name: '', quality: '' }]);
    expect(printed.recipients.map(({ name, quality }) => `${name} : ${quality}`)).toEqual(['CPAM : partenaire national', 'ANCT : destinataire désigné par l’article 6', 'DDETS : pour information']);
    expect(JSON.stringify(printed)).not.toContain('y.example');
  });
  test('une ligne vide sépare deux points', () => expect(blocksOf('A\r\nb\r\n \r\nC')).toEqual([{ title: 'A', paragraphs: ['b'] }, { title: 'C', paragraphs: [] }]));
  test.each([['09:05', '9 h 05'], ['14:00', '14 h']])('%s se dit %s', (hour, words) => expect(plain(hourWords(hour))).toBe(words));
});
