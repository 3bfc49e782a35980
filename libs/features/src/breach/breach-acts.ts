import { breachRisks, controllerMeans, exceptionGrounds, personMeans } from '#libs/domain';
import type { Breach } from '#libs/domain';
import { errorsIn, first, readChoice, readCount, readDescription, readInstant, readTexts } from './breach-input.js';
import type { Read, Typed } from './breach-input.js';
import type { NewTexts } from './breach-texts.js';
import type { Refusal } from './breaches.js';

type Asked = { command: Breach['command']; texts?: NewTexts };
type Act = {
  /** What the page says once it is done. */
  done: string;
  read: (typed: Typed, timeZone: string) => Read<Asked>;
  /** Where a refusal of the table is shown. */
  field: (refusal: Refusal) => string;
};

const asked = (command: Breach['command'], texts: NewTexts = {}): Read<Asked> => ({ ok: true, value: { command, texts } });
const refusedAt = (fields: Partial<Record<Refusal, string>>, otherwise: string) => (refusal: Refusal): string => fields[refusal] ?? otherwise;
/** A means that people choose: the mail of the service is not theirs to claim. */
export const ownControllerMeans = controllerMeans.filter((means) => means !== 'service_mail');

export const descriptionFields: Partial<Record<Refusal, string>> = {
  account_missing: 'recit', nature_missing: 'natures', category_missing: 'donnees', awareness_to_come: 'connue-jour', happened_after_awareness: 'debut-jour', ended_before_happened: 'fin-jour', end_to_come: 'fin-jour', structure_unknown: 'lieu',
};

/** What a gestionnaire does to a breach, by the last word of its address: what its form says becomes one command of the table. */
export const breachActs = {
  notification: {
    done: 'La notification initiale est enregistrée.',
    read: (typed, timeZone) => {
      const at = readInstant(typed, 'notifiee', timeZone, 'later');
      const lateReason = first(typed, 'retard');
      return at.ok ? asked({ type: 'notify', doneAt: at.value, reference: first(typed, 'reference'), lateReason }, { late_reason: lateReason }) : at;
    },
    field: refusedAt({ reference_wrong: 'reference', late_reason_missing: 'retard' }, 'notifiee-jour'),
  },
  complement: {
    done: 'La notification complémentaire est enregistrée.',
    read: (typed, timeZone) => {
      const at = readInstant(typed, 'complement', timeZone, 'later');
      const note = first(typed, 'complement-objet');
      return at.ok ? asked({ type: 'complement', doneAt: at.value, reference: first(typed, 'complement-reference'), note }, { complement: note }) : at;
    },
    field: refusedAt({ reference_wrong: 'complement-reference' }, 'complement-jour'),
  },
  connaissance: {
    done: 'L’instant est corrigé, et les 72 heures recomptées.',
    read: (typed, timeZone) => {
      const at = readInstant(typed, 'connue', timeZone, 'earlier');
      const reason = first(typed, 'connue-motif');
      return at.ok ? asked({ type: 'correctAwareness', awareAt: at.value, reason }, { awareness_reason: reason }) : at;
    },
    field: refusedAt({ reason_missing: 'connue-motif' }, 'connue-jour'),
  },
  description: {
    done: 'La déclaration est complétée ; ce qui était écrit reste au registre.',
    read: (typed, timeZone) => {
      const description = readDescription(typed, timeZone);
      return description.ok ? asked({ type: 'describe', description: description.value }, readTexts(typed)) : description;
    },
    field: refusedAt(descriptionFields, 'recit'),
  },
  risque: {
    done: 'L’évaluation du risque est enregistrée.',
    read: (typed) => {
      const risk = readChoice(typed, 'risque', breachRisks, 'Choisissez le risque pour les personnes.');
      const reason = first(typed, 'risque-motif');
      return risk.ok ? asked({ type: 'assess', risk: risk.value, reason }, { risk_reason: reason }) : risk;
    },
    field: refusedAt({ reason_missing: 'risque-motif' }, 'risque'),
  },
  personnes: {
    done: 'L’information des personnes est enregistrée.',
    read: (typed, timeZone) => {
      const at = readInstant(typed, 'informees', timeZone, 'later');
      const count = readCount(typed, 'informees-nombre');
      const means = readChoice(typed, 'informees-moyen', personMeans, 'Dites comment elles ont été informées.');
      if (!at.ok || !count.ok || !means.ok) return { ok: false, errors: errorsIn(count, means, at) };
      return asked({ type: 'tellPersons', doneAt: at.value, count: count.value ?? 0, means: means.value }, { persons_note: first(typed, 'informees-note') });
    },
    field: refusedAt({ count_missing: 'informees-nombre' }, 'informees-jour'),
  },
  exception: {
    done: 'L’exception est enregistrée, avec son motif.',
    read: (typed, timeZone) => {
      const ground = readChoice(typed, 'exception', exceptionGrounds, 'Choisissez l’exception de l’article 34, § 3.');
      const isPublic = first(typed, 'publique-jour').trim() !== '';
      const publicAt = isPublic ? readInstant(typed, 'publique', timeZone, 'later') : { ok: true as const, value: null };
      const reason = first(typed, 'exception-motif');
      if (!ground.ok || !publicAt.ok) return { ok: false, errors: errorsIn(ground, publicAt) };
      return asked({ type: 'exempt', ground: ground.value, publicAt: publicAt.value, reason }, { exception_reason: reason });
    },
    field: refusedAt({ reason_missing: 'exception-motif', public_notice_missing: 'publique-jour', instant_to_come: 'publique-jour', told_before_awareness: 'publique-jour' }, 'exception'),
  },
  responsables: {
    done: 'Ces partenaires sont désignés ; un courriel part à chacun.',
    read: (typed) => asked({ type: 'nameControllers', partnerIds: typed.responsables ?? [] }),
    field: refusedAt({}, 'responsables'),
  },
  'sans-responsable': {
    done: 'Il est enregistré qu’aucun partenaire n’est responsable du traitement de ces données.',
    read: (typed) => {
      const reason = first(typed, 'sans-responsable-motif');
      return asked({ type: 'nameNoController', reason }, { controllers_reason: reason });
    },
    field: refusedAt({}, 'sans-responsable-motif'),
  },
  'responsable-informe': {
    done: 'L’information du partenaire est enregistrée.',
    read: (typed, timeZone) => {
      const at = readInstant(typed, 'prevenu', timeZone, 'later');
      const means = readChoice(typed, 'prevenu-moyen', ownControllerMeans, 'Dites comment il a été prévenu.');
      if (!at.ok || !means.ok) return { ok: false, errors: errorsIn(at, means) };
      return asked({ type: 'recordControllerTold', partnerId: first(typed, 'partenaire'), doneAt: at.value, means: means.value });
    },
    field: refusedAt({ controller_unknown: 'partenaire', controller_told_already: 'partenaire' }, 'prevenu-jour'),
  },
  cloture: {
    done: 'Le dossier est clos. Il reste au registre, et peut être rouvert.',
    read: (typed) => asked({ type: 'close', reason: first(typed, 'cloture-motif') }, { close_reason: first(typed, 'cloture-motif') }),
    field: refusedAt({}, 'cloture-motif'),
  },
  reouverture: {
    done: 'Le dossier est rouvert.',
    read: (typed) => asked({ type: 'reopen', reason: first(typed, 'reouverture-motif') }, { reopen_reason: first(typed, 'reouverture-motif') }),
    field: refusedAt({}, 'reouverture-motif'),
  },
} as const satisfies Record<string, Act>;

export type BreachAct = keyof typeof breachActs;

export function breachActOf(word: string): (Act & { name: BreachAct }) | null {
  return Object.hasOwn(breachActs, word) ? { ...(breachActs[word as BreachAct] as Act), name: word as BreachAct } : null;
}
