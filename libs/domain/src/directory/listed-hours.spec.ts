import { weekdays } from './directory.js';
import { readDayHours } from './hours-text.js';
import { examineListedHours, structureFormat } from './listed-hours.js';
import type { ListedStructure } from './listed-hours.js';

const listed = (id: string, texts: readonly string[], rest: Partial<ListedStructure> = {}): ListedStructure => ({
  id, departement: '48', antenne: false, format: 'Fixe', group: '', days: Object.fromEntries(weekdays.map((day, index) => [day, readDayHours(texts[index] ?? '')])) as ListedStructure['days'], ...rest,
});
const times = (count: number, text: string) => Array.from({ length: count }, () => text);
const one = (texts: readonly string[], rest: Partial<ListedStructure> = {}) => examineListedHours([listed('1', texts, rest)])[0];

describe('Une ligne de la liste devant l’article 4.2', () => {
  it('24 h sur cinq jours : conforme, à la minute', () => {
    expect(one([...times(4, '09:00 - 14:00'), '08:00 - 12:00'])).toEqual({ id: '1', minutesPerWeek: 1440, daysPerWeek: 5, verdict: 'compliant', reason: 'threshold_met', remarks: [] });
    expect(one([...times(4, '09:00 - 14:00'), '08:01 - 12:00'])).toMatchObject({ minutesPerWeek: 1439, verdict: 'non_compliant', reason: 'too_few_minutes' });
    expect(one(times(4, '09:00 - 15:00'))).toMatchObject({ minutesPerWeek: 1440, daysPerWeek: 4, verdict: 'non_compliant', reason: 'too_few_days' });
  });
  it('sans horaire : incomplet', () => expect(one([])).toMatchObject({ minutesPerWeek: 0, verdict: 'incomplete', reason: 'no_hours' }));
  it('le dimanche compte', () => expect(one(['', '', ...times(5, '09:00 - 14:00')])).toMatchObject({ verdict: 'compliant', daysPerWeek: 5 }));
  it('les heures sur rendez-vous ne comptent pas', () => {
    expect(one([...times(4, '9h-14h'), '9h-14h sur RDV'])).toMatchObject({ minutesPerWeek: 1200, verdict: 'non_compliant', reason: 'too_few_minutes_and_days', remarks: ['appointment_excluded'] });
    expect(one(['Sur RDV'])).toMatchObject({ verdict: 'incomplete', reason: 'by_appointment_only' });
    expect(one(['1er samedi du mois'])).toMatchObject({ verdict: 'incomplete', reason: 'not_weekly_only' });
  });
  it('ce qui ne se lit pas ne condamne pas, et n’empêche pas d’être conforme', () => {
    expect(one([...times(4, '09:00 - 14:00'), '14:00 - 09:00'])).toMatchObject({ minutesPerWeek: 1200, verdict: 'incomplete', reason: 'hours_unreadable', remarks: ['inverted_interval'] });
    expect(one([...times(5, '09:00 - 14:00'), 'voir le site'])).toMatchObject({ verdict: 'compliant', remarks: ['words_not_understood'] });
  });
});

describe('Les groupes (I-10)', () => {
  const monday = '09:00 - 14:00';
  const group = { group: 'Vallée' };
  it('une structure multisites compte tout son groupe, un jour une seule fois', () => {
    const [main, site] = examineListedHours([listed('1', times(3, monday), { ...group, format: 'Multisites' }), listed('2', ['11:00 - 15:00', '', '', monday, monday], { ...group, antenne: true, format: 'Fixe_antenne(s)' })]);
    expect(main).toEqual({ id: '1', minutesPerWeek: 6 * 60 + 4 * 300, daysPerWeek: 5, verdict: 'compliant', reason: 'threshold_met', remarks: ['group_counted'] });
    expect(site).toMatchObject({ verdict: 'compliant', reason: 'antenne_not_tested_alone', minutesPerWeek: 240 + 600 });
  });
  it('une structure fixe compte ses seules heures ; on dit que ses antennes suffiraient', () => {
    const [main] = examineListedHours([listed('1', times(4, '09:00 - 16:00'), group), listed('2', ['', '', '', '', monday], { ...group, antenne: true })]);
    expect(main).toMatchObject({ daysPerWeek: 4, verdict: 'non_compliant', reason: 'too_few_days', remarks: ['group_would_comply'] });
  });
  it('ni un autre département ni l’absence de nom ne font un groupe', () => {
    const far = examineListedHours([listed('1', times(4, monday), { ...group, format: 'Multisites' }), listed('2', times(5, monday), { ...group, departement: '30' })]);
    expect(far[0]).toMatchObject({ daysPerWeek: 4 });
    const nameless = examineListedHours([listed('1', times(4, monday), { format: 'Multisites' }), listed('2', times(5, monday))]);
    expect(nameless[0]).toMatchObject({ daysPerWeek: 4 });
  });
  it('une antenne sans horaire est incomplète, non conforme jamais', () => {
    expect(one([], { antenne: true })).toMatchObject({ verdict: 'incomplete', reason: 'no_hours' });
    expect(one(['voir le site'], { antenne: true })).toMatchObject({ verdict: 'incomplete', reason: 'hours_unreadable' });
  });
  it('reconnaît les formats de la liste', () => {
    expect(['Fixe', 'Multisites', 'Bus_équivalent', 'Itinérante', 'Fixe_antenne(s)', ''].map(structureFormat)).toEqual(['fixe', 'multisite', 'bus', 'itinerante', 'fixe', 'fixe']);
  });
});
