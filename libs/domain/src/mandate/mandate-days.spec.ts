import fc from 'fast-check';
import { addDays, dayAt, legalDay, startOfDay } from '../legal-time/legal-day.js';
import { decide, dueTick } from '../workflow/workflow.js';
import { lastDayOf, endInstant } from './mandate-days.js';
import { mandateDurationSteps, mandateDurationStepText } from './mandate-duration-steps.js';
import { defaultMandateReadings, mandateDurations, newMandateFacts } from './mandate.js';
import type { MandateDuration, MandateFacts } from './mandate.js';
import { mandateWorkflow } from './mandate.workflow.js';

const day = legalDay;
const facts = (endsOn: string, timeZone: string): MandateFacts => ({
  ...newMandateFacts({ id: 'm-1', timeZone, structureId: 's-1', gestionnaireId: 'g-1', agentId: 'a-1', startedOn: day('2026-01-01'), readings: defaultMandateReadings }), endsOn: day(endsOn),
});

describe('Le dernier jour', () => {
  test.each([
    ['2026-08-31', 'six_months', '2027-02-28'], ['2027-01-31', 'one_month', '2027-02-28'], ['2028-02-29', 'one_year', '2029-02-28'], ['2026-11-26', 'one_day', '2026-11-27'],
    ['2027-12-31', 'six_months', '2028-06-30'], ['2027-08-29', 'six_months', '2028-02-29'], ['2027-08-31', 'six_months', '2028-02-29'], ['2026-12-31', 'one_day', '2027-01-01'], ['2027-02-28', 'one_month', '2027-03-28'], ['2026-11-30', 'one_year', '2027-11-30'],
  ] as [string, MandateDuration, string][])('signé le %s pour « %s » : le %s à minuit', (signed, duration, last) => expect(lastDayOf(day(signed), duration)).toBe(last));
  test('n’est jamais reporté, un dimanche ou un 1er janvier non plus', () => expect([lastDayOf(day('2026-06-01'), 'one_month'), lastDayOf(day('2026-10-31'), 'one_day'), lastDayOf(day('2026-12-01'), 'one_month')]).toEqual(['2026-07-01', '2026-11-01', '2027-01-01']));
  test('même quantième ou dernier jour du mois, et une durée plus longue ne finit jamais plus tôt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }).map((after) => addDays(day('1999-12-01'), after)), (signed) => {
        const ends = mandateDurations.map((duration) => lastDayOf(signed, duration));
        expect([...ends].sort()).toEqual(ends);
        for (const last of ends.slice(1)) expect(last.slice(-2) === signed.slice(-2) || (addDays(last, 1).endsWith('-01') && last.slice(-2) < signed.slice(-2))).toBe(true);
      }),
    );
  });
});

describe('Minuit est celui de la structure', () => {
  test.each([['Indian/Reunion', '2027-02-28T20:00:00Z'], ['Europe/Paris', '2027-02-28T23:00:00Z'], ['America/Miquelon', '2027-03-01T03:00:00Z'], ['Pacific/Noumea', '2027-02-28T13:00:00Z']])('%s : %s', (zone, end) => {
    const running = facts('2027-02-28', zone);
    expect([endInstant(running), startOfDay(day('2027-03-01'), zone)]).toEqual([end, end]);
    const subject = { state: 'active' as const, facts: running };
    expect(dueTick(mandateWorkflow, subject, day('2027-02-28'), zone)).toBeNull();
    const due = dueTick(mandateWorkflow, subject, day('2027-03-01'), zone)!;
    expect(due).toEqual({ type: 'expire', effectiveOn: '2027-03-01', at: end });
    const expired = decide(mandateWorkflow, subject, due);
    expect(expired.accepted && expired.facts.end).toMatchObject({ at: end, on: '2027-02-28' });
  });
  test('à la même seconde, La Réunion a fini et Paris non', () => {
    const [reunion, paris] = [endInstant(facts('2027-02-28', 'Indian/Reunion'))!, endInstant(facts('2027-02-28', 'Europe/Paris'))!];
    expect([reunion < paris, dayAt(reunion, 'Europe/Paris')]).toEqual([true, '2027-02-28']);
  });
  test('rien n’est signé : aucune fin ; la fin constatée l’emporte sur le dernier jour', () => {
    expect(endInstant({ end: null, endsOn: null, timeZone: 'Europe/Paris' })).toBeNull();
  });
});

describe('Pourquoi ce jour', () => {
  const said = (signed: string, duration: MandateDuration) => mandateDurationSteps(day(signed), duration).map(mandateDurationStepText);
  test('six mois depuis un 31 août : chaque pas, et ce que donnerait un compte en jours', () => expect(said('2026-08-31', 'six_months')).toEqual([
    'Mandat signé le lundi 31\u00a0août\u00a02026, pour six mois.',
    'Code de procédure civile, article\u00a0641 : le dernier mois n’a pas de 31, la durée finit son dernier jour, le 28\u00a0février\u00a02027.',
    'Le mandat vaut jusqu’au dimanche 28\u00a0février\u00a02027 à minuit, heure de la structure ; il peut être retiré avant, à tout moment (article\u00a04.6).',
    'Il n’est pas prolongé quand ce jour est un samedi, un dimanche ou un jour férié : le report de l’article\u00a0642 est fait pour accomplir un acte, pas pour allonger un mandat.',
    'Compté en 182\u00a0jours, comme le font d’autres services, ce serait le 1er\u00a0mars\u00a02027 : la convention compte en mois.',
  ]));
  test('un mois de même quantième ; un jour, compté du lendemain', () => {
    expect(said('2026-11-26', 'one_month')[1]).toBe('Code de procédure civile, article\u00a0641 : les mois se comptent de quantième à quantième, jusqu’au 26\u00a0décembre\u00a02026.');
    expect(said('2026-11-26', 'one_day').slice(0, 3)).toEqual(['Mandat signé le jeudi 26\u00a0novembre\u00a02026, pour un jour.', 'Code de procédure civile, article\u00a0641 : le jour de la signature ne compte pas, la durée court du lendemain.', expect.stringContaining('vendredi 27\u00a0novembre\u00a02026 à minuit')]);
  });
});
