import fc from 'fast-check';
import { unionOf, weekdays, weeklyOpening } from '#libs/domain';
import type { OpeningHours, OpeningInterval } from '#libs/domain';
import { Answers, typedAgain } from './answers.js';
import type { Posted } from './answers.js';
import { actOnHours, daysCopiedFrom, gatheredHours, hoursActField, hoursValues, intervalsPerDayMax, intervalsShown, readHours, typedOpening, typedWeek } from './hours.form.js';

const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const on = (day: string, ...times: string[]): Posted =>
  Object.fromEntries(times.map((time, index) => [`${day}_${Math.floor(index / 2) + 1}_${index % 2 === 0 ? 'from' : 'to'}`, time]));
const monday = (...times: string[]): Posted => on('monday', ...times);

function read(posted: Posted, recorded: OpeningHours | null = null) {
  const answers = new Answers(posted);
  const hours = readHours(answers, recorded);
  return { hours, errors: answers.give(null).errors };
}
const mondayOf = (posted: Posted, recorded: OpeningHours | null = null) => read(posted, recorded).hours?.monday;
const faultsOf = (posted: Posted) => read(posted).errors.map(({ field }) => field);
const acted = (posted: Posted, act: string) => typedAgain(actOnHours({ ...posted, [hoursActField]: act })!).values;

describe('les horaires d’une structure, tels qu’ils sont tapés', () => {
  test('deux ouvertures par jour, en minutes depuis minuit', () => expect(read(monday('09:00', '12:30', '13:30', '17:00')).hours).toEqual({ ...closed, monday: [{ from: 540, to: 750 }, { from: 810, to: 1020 }] }));
  test('cinq ouvertures par jour, dans n’importe quel ordre', () =>
    expect(mondayOf(monday('14:00', '15:00', '08:00', '09:00', '09:00', '10:00', '11:00', '12:00', '16:00', '17:00'))).toEqual([[8, 9], [9, 10], [11, 12], [14, 15], [16, 17]].map(([from, to]) => ({ from: from! * 60, to: to! * 60 }))));
  test('l’après-midi seulement', () => expect(mondayOf(monday('', '', '14:00', '17:00'))).toEqual([{ from: 840, to: 1020 }]));
  test('minuit ferme la journée', () => expect(mondayOf(monday('18:00', '00:00'))).toEqual([{ from: 1080, to: 1440 }]));
  test('tapés à la main', () => expect(mondayOf(monday('9h', '12 h 30', '13h30', '17:00'))).toEqual([{ from: 540, to: 750 }, { from: 810, to: 1020 }]));
  test('le dimanche comme un autre jour', () => expect(read(on('sunday', '10:00', '12:00')).hours?.sunday).toEqual([{ from: 600, to: 720 }]));
  test('aucune heure : les horaires ne sont pas connus', () => expect(read({}, { ...closed, monday: [{ from: 540, to: 720 }] }).hours).toBeNull());

  test.each([
    ['sans fermeture', monday('09:00', ''), ['monday_1_to']],
    ['sans ouverture', monday('', '12:00'), ['monday_1_from']],
    ['fermeture avant l’ouverture', monday('12:00', '09:00'), ['monday_1_to']],
    ['ouverture nulle', monday('09:00', '09:00'), ['monday_1_to']],
    ['chevauchement', monday('09:00', '12:00', '11:59', '17:00'), ['monday_2_from']],
    ['chevauchement en désordre', monday('14:00', '17:00', '09:00', '14:01'), ['monday_2_from']],
    ['chevauchement de la troisième plage', monday('09:00', '12:00', '', '', '08:00', '18:00'), ['monday_3_from']],
    ['hors de la journée', monday('24:00', '25:00'), ['monday_1_from', 'monday_1_to']],
    ['minute impossible', monday('09:60', '10:00'), ['monday_1_from']],
    ['sans chiffres', monday('matin', '12:00'), ['monday_1_from']],
  ])('%s : refusés, au champ', (_, posted, fields) => expect(faultsOf(posted)).toEqual(fields));
  test('l’erreur nomme la plage recouverte', () => expect(read(monday('09:00', '12:00', '11:00', '17:00')).errors[0]?.message).toBe('Lundi : cette plage recouvre celle de 9 h à 12 h'));

  describe('au-delà de cinq ouvertures par jour', () => {
    const recorded = { ...closed, monday: Array.from({ length: intervalsPerDayMax + 1 }, (_, index) => ({ from: 480 + index * 60, to: 510 + index * 60 })) };
    test('celle qu’on ne voit pas reste', () => expect(mondayOf(hoursValues(recorded), recorded)).toEqual(recorded.monday));
    test('sauf si ce qui est tapé la recouvre', () => expect(mondayOf(monday('08:00', '18:00'), recorded)).toEqual([{ from: 480, to: 1080 }]));
    test('ou si le jour est vidé', () => expect(mondayOf(on('tuesday', '09:00', '12:00'), recorded)).toEqual([]));
  });
});

describe('les boutons de l’éditeur, sans script', () => {
  const filled = { ...monday('09:00', '12:00', '14:00', '17:00'), ...on('tuesday', '10:00', '11:00', '', '', '15:00', '16:00'), name: 'Florac' };

  test('un envoi ordinaire n’est pas un bouton de l’éditeur', () => expect(actOnHours(filled)).toBeNull());
  test('une plage de plus, jusqu’à cinq, sans rien perdre', () => {
    let values = acted(filled, 'add:monday');
    expect(values).toMatchObject({ monday_3_from: '', monday_3_to: '', monday_2_to: '17:00', name: 'Florac' });
    expect([intervalsShown(values, 'monday'), intervalsShown(values, 'tuesday'), intervalsShown(values, 'sunday')]).toEqual([3, 3, 2]);
    for (let times = 0; times < intervalsPerDayMax; times++) values = acted(values, 'add:monday');
    expect(intervalsShown(values, 'monday')).toBe(intervalsPerDayMax);
  });
  test('recopier va jusqu’au vendredi, remplace ce qui s’y trouvait, et laisse le week-end', () => {
    const values = acted(filled, 'copy:monday');
    const { hours } = read(values);
    for (const day of weekdays.slice(0, 5)) expect(hours?.[day]).toEqual([{ from: 540, to: 720 }, { from: 840, to: 1020 }]);
    expect([hours?.saturday, hours?.sunday]).toEqual([[], []]);
    expect(intervalsShown(values, 'tuesday')).toBe(2);
  });
  test('du vendredi au samedi, du samedi au dimanche, et pas plus loin', () => {
    expect([daysCopiedFrom('friday'), daysCopiedFrom('saturday'), daysCopiedFrom('sunday')]).toEqual([['saturday'], ['sunday'], []]);
    expect(actOnHours({ ...filled, [hoursActField]: 'copy:sunday' })).toEqual(filled);
  });
  test('vider un jour le ferme, et ne laisse que deux plages', () => {
    const values = acted(filled, 'clear:tuesday');
    expect(read(values).hours?.tuesday).toEqual([]);
    expect(intervalsShown(values, 'tuesday')).toBe(2);
    expect(values.monday_1_from).toBe('09:00');
  });
  test.each(['count', 'add:noday', 'fly:monday', ''])('« %s » montre la même page', (act) => expect(actOnHours({ ...filled, [hoursActField]: act })).toEqual(filled));
});

describe('la jauge de ce qui est tapé', () => {
  test('compte les antennes, et laisse de côté ce qui n’est pas fini de taper', () => {
    const antenne = gatheredHours([{ ...closed, monday: [{ from: 660, to: 780 }], saturday: [{ from: 540, to: 600 }] }, null]);
    expect(typedOpening(typedAgain({ ...monday('09:00', '12:00', '14:00', ''), ...on('tuesday', '12:00', '09:00') }).values, antenne)).toEqual({ minutes: 180 + 60 + 60, days: 2 });
  });

  const minute = fc.integer({ min: 0, max: 1439 });
  const day = fc.array(fc.record({ from: minute, to: minute }), { maxLength: intervalsPerDayMax }).map((given): OpeningInterval[] => unionOf(given));
  const week = fc.record({ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day });
  test('ce qui est montré se relit à l’identique, et la jauge dit ce qui sera enregistré', () => {
    fc.assert(fc.property(week, (hours) => {
      const values = hoursValues(hours);
      const { hours: again, errors } = read(values);
      expect([again ?? closed, errors]).toEqual([hours, []]);
      expect(typedWeek(values)).toEqual(hours);
      expect(typedOpening(values, closed)).toEqual(weeklyOpening(hours));
    }));
  });
});
