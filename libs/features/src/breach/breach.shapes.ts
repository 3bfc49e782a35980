import { z } from 'zod';
import {
  accountLengthMax, breachCauses, breachFinders, breachNatures, breachOrigins, breachRisks, breachSteps, breachStepText, breachWorkflow, controllerMeans, dataCategories, exceptionGrounds, instant, noticeStanding, offsetTimeAt, personCategories, personMeans,
  statesOf,
} from '#libs/domain';
import type { BreachDescription, BreachState, Instant } from '#libs/domain';
import { ownControllerMeans } from './breach-acts.js';
import { textKinds } from './breach-texts.js';
import type { BreachRow } from './breach.store.js';
import { stateSentence } from './breach-words.js';
import type { BreachFile } from './breaches.js';

const moment = z.string().meta({ format: 'date-time', description: 'Avec le décalage qui vaut alors : « 2026-03-30T18:00:00+02:00 ».' });
const momentInput = z.iso.datetime({ offset: true }).transform((text): Instant => instant(text)).meta({ description: 'Un instant, avec son décalage : « 2026-03-30T18:00:00+02:00 ».' });
const words = z.string().max(accountLengthMax);
const reason = z.string().max(2_000);
const count = z.int().min(0).max(100_000_000);

const described = {
  natures: z.array(z.enum(breachNatures)), cause: z.enum(breachCauses), origin: z.enum(breachOrigins), foundBy: z.enum(breachFinders),
  categories: z.array(z.enum(dataCategories)), personCategories: z.array(z.enum(personCategories)), persons: count.nullable(), records: count.nullable(),
};
const descriptionFields = {
  ...described, foundBy: z.enum(breachFinders).default('other'), cause: z.enum(breachCauses).default('unknown'), origin: z.enum(breachOrigins).default('other'), persons: count.nullable().default(null), records: count.nullable().default(null),
  happenedAt: momentInput.nullable().default(null), endedAt: momentInput.nullable().default(null),
  consequences: words.default(''), measures: words.default(''), processor: z.string().max(300).default(''), contact: z.string().max(300).default(''),
};

export const breachInput = z.strictObject({ structureId: z.uuid().nullable().default(null).meta({ description: 'Nul : le gestionnaire lui-même ; pour un agent, sa structure.' }), awareAt: momentInput, account: words.meta({ description: 'Ce qui s’est passé, sans nommer d’usager. Gardé chiffré.' }), ...descriptionFields }).meta({ id: 'BreachDeclaration' });
export const descriptionInput = z.strictObject({ account: words.default(''), ...descriptionFields }).meta({ id: 'BreachDescription' });
export const awarenessInput = z.strictObject({ awareAt: momentInput, reason }).meta({ id: 'BreachAwareness' });
export const noticeInput = z.strictObject({
  kind: z.enum(['initial', 'complementary']), at: momentInput, reference: z.string().max(40), lateReason: reason.default('').meta({ description: 'Demandés après 72 heures (RGPD, article 33, § 1).' }), note: reason.default(''),
}).meta({ id: 'BreachNoticeInput' });
export const riskInput = z.strictObject({ risk: z.enum(breachRisks), reason }).meta({ id: 'BreachRiskInput' });
export const personsInput = z.strictObject({ at: momentInput, count, means: z.enum(personMeans), note: reason.default('') }).meta({ id: 'BreachPersonsInput' });
export const exceptionInput = z.strictObject({ ground: z.enum(exceptionGrounds), publicAt: momentInput.nullable().default(null), reason }).meta({ id: 'BreachExceptionInput' });
export const controllersInput = z.strictObject({ partnerIds: z.array(z.uuid()).max(100).meta({ description: 'Vide : aucun partenaire n’est responsable, avec le motif.' }), reason: reason.default('') }).meta({ id: 'BreachControllersInput' });
export const toldInput = z.strictObject({ partnerId: z.uuid(), at: momentInput, means: z.enum(ownControllerMeans) }).meta({ id: 'BreachControllerTold' });
export const motiveInput = z.strictObject({ reason }).meta({ id: 'BreachReason' });

export const breachView = z.object({
  id: z.string(),
  number: z.string(),
  state: z.enum(statesOf(breachWorkflow) as [BreachState, ...BreachState[]]),
  sentence: z.string().meta({ description: 'Où en est la violation, en français.' }),
  gestionnaireId: z.string(),
  structureId: z.string().nullable(),
  structureName: z.string().nullable(),
  awareAt: moment,
  dueAt: moment.meta({ description: 'La connaissance et 72 heures qui passent, nuits, fins de semaine et changements d’heure compris.' }),
  notice: z.object({ standing: z.enum(['running', 'overdue', 'given', 'given_late']), seconds: z.int().meta({ description: 'Restantes, ou de retard.' }) }),
  notices: z.array(z.object({ kind: z.enum(['initial', 'complementary']), at: moment, reference: z.string(), recordedAt: moment })),
  assessments: z.array(z.object({ risk: z.enum(breachRisks), at: moment })),
  personsTold: z.array(z.object({ at: moment, count: z.int(), means: z.enum(personMeans) })),
  exception: z.object({ ground: z.enum(exceptionGrounds), publicAt: moment.nullable() }).nullable(),
  controllers: z.array(z.object({ partnerId: z.string(), told: z.object({ at: moment, means: z.enum(controllerMeans) }).nullable() })).nullable().meta({ description: 'Nul : la question n’a pas encore de réponse.' }),
  closedAt: moment.nullable(),
  ...described,
  happenedAt: moment.nullable(),
  endedAt: moment.nullable(),
}).meta({ id: 'Breach' });
export const breachDetail = breachView.extend({
  texts: z.array(z.object({ kind: z.enum(textKinds), text: z.string(), at: moment })).meta({ description: 'Ce qui a été écrit, du plus ancien au plus récent ; le dernier de chaque sorte vaut.' }),
  steps: z.array(z.object({ code: z.string(), text: z.string() })).meta({ description: 'Pourquoi cette échéance, et ce que diraient les autres lectures.' }),
}).meta({ id: 'BreachDetail' });
export const breachList = z.object({ items: z.array(breachView), total: z.int() }).meta({ id: 'BreachList' });
export const listQuery = z.strictObject({ page: z.coerce.number().int().min(1).max(10_000).default(1) });

export function descriptionOf(given: Omit<z.infer<typeof descriptionInput>, 'account'>): BreachDescription {
  const { natures, cause, origin, foundBy, happenedAt, endedAt, categories, personCategories, persons, records, processor } = given;
  return { natures, cause, origin, foundBy, happenedAt, endedAt, categories, personCategories, persons, records, processor: processor.trim() !== '' };
}

export function shownBreach(row: BreachRow, now: Instant): z.infer<typeof breachView> {
  const { facts, timeZone } = row;
  const when = (at: Instant): string => offsetTimeAt(at, timeZone);
  const maybe = (at: Instant | null): string | null => (at === null ? null : when(at));
  const { kind, seconds } = noticeStanding(facts, now);
  const { natures, cause, origin, foundBy, categories, personCategories, persons, records } = facts;
  return {
    id: row.id, number: row.number, state: row.state, sentence: stateSentence(row, now), gestionnaireId: row.gestionnaireId, structureId: row.structureId, structureName: row.structureName,
    awareAt: when(facts.awareAt), dueAt: when(facts.dueAt), notice: { standing: kind, seconds },
    notices: facts.notices.map((notice) => ({ ...notice, at: when(notice.at), recordedAt: when(notice.recordedAt) })),
    assessments: facts.assessments.map(({ risk, at }) => ({ risk, at: when(at) })),
    personsTold: facts.personsTold.map(({ at, count: told, means }) => ({ at: when(at), count: told, means })),
    exception: facts.exception && { ground: facts.exception.ground, publicAt: maybe(facts.exception.publicAt) },
    controllers: facts.controllers && facts.controllers.map(({ partnerId, told }) => ({ partnerId, told: told && { at: when(told.at), means: told.means } })),
    closedAt: maybe(facts.closedAt), natures: [...natures], cause, origin, foundBy, categories: [...categories], personCategories: [...personCategories], persons, records, happenedAt: maybe(facts.happenedAt), endedAt: maybe(facts.endedAt),
  };
}

export function detailedBreach({ row, texts, now }: BreachFile): z.infer<typeof breachDetail> {
  return {
    ...shownBreach(row, now), texts: texts.map(({ kind, text, at }) => ({ kind, text, at: offsetTimeAt(instant(at.toISOString()), row.timeZone) })),
    steps: breachSteps({ ...row.facts, timeZone: row.timeZone }).map((step) => ({ code: step.code, text: breachStepText(step) })),
  };
}
