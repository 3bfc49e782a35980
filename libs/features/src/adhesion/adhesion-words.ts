import { addDays, awaitedVotes, dayWords, EXAMINATION_MONTHS, isWorkingDay, voteNames, voteReminderDay, voteUntil, zoneOfDepartement } from '#libs/domain';
import type { AdhesionFacts, AdhesionState, Vote } from '#libs/domain';
import { formatDay, formatDaysLeft, formatList } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { AdhesionFile } from './adhesions.js';

export const adhesionTones: Record<AdhesionState, BadgeTone> = {
  drafted: 'neutral', examined: 'info', pressing: 'warning', accepted: 'success', signing: 'info', in_force: 'success', refused: 'error', lapsed: 'warning', withdrawn: 'neutral', without_object: 'neutral',
};

/** « de La Poste », « d’Association … »: elided before a vowel; an h is left alone, since nothing says whether it is mute. */
export const ofName = (name: string): string => (/^[aeiouyàâéèêëîïôœùûü]/iu.test(name) ? `d’${name}` : `de ${name}`);

/** A sentence names four bodies at most; the table below it names them all. */
const namedMax = 4;

function named(names: readonly string[]): string {
  return names.length <= namedMax ? formatList(names) : `${names.slice(0, namedMax - 1).join(', ')} et ${names.length - namedMax + 1} autres`;
}

type Told = Pick<AdhesionFile, 'row' | 'today' | 'partner' | 'nameOf'>;

/** Where a request stands, in one sentence. */
export function adhesionSentence({ row: { state, facts }, today, partner, nameOf }: Told): string {
  const { silent, abstaining } = awaitedVotes(facts);
  switch (state) {
    case 'drafted':
      return `La demande ${ofName(partner)} n’est pas encore présentée.`;
    case 'examined':
    case 'pressing': {
      const until = voteUntil(facts);
      const awaited = [...silent, ...abstaining].map(nameOf);
      return `L’accord ${awaited.length === 1 ? 'd’un gestionnaire est attendu' : `de ${awaited.length} gestionnaires est attendu`} au plus tard ${formatDay(until)}, ${formatDaysLeft(today, until)} : ${named(awaited)}.`;
    }
    case 'accepted':
      return `Chaque gestionnaire concerné a donné son accord, le dernier ${formatDay(facts.acceptedOn!)}. Il reste à signer l’acte d’adhésion.`;
    case 'signing':
      return `L’acte d’adhésion attend la signature ${ofName(partner)}.`;
    case 'in_force':
      return `${partner} est partie à la convention depuis ${formatDay(facts.boundFrom!)}.`;
    case 'refused':
      return `Refusée par ${formatList(facts.votes.filter(({ choice }) => choice === 'against').map(({ gestionnaireId }) => nameOf(gestionnaireId)))}. ${partner} peut présenter une nouvelle demande qui réponde au motif donné.`;
    case 'lapsed':
      return `Restée sans suite : ${missing(silent, abstaining, nameOf)}. Le silence ne vaut pas accord ; ${partner} peut présenter une nouvelle demande.`;
    case 'withdrawn':
      return `${partner} a retiré cette demande.`;
    case 'without_object':
      return 'La convention avait pris fin quand l’acte d’adhésion a été signé : l’adhésion est sans objet.';
  }
}

function missing(silent: readonly string[], abstaining: readonly string[], nameOf: (id: string) => string): string {
  const parts = [
    ...(silent.length > 0 ? [`${named(silent.map(nameOf))} ${silent.length === 1 ? 'n’a pas répondu' : 'n’ont pas répondu'}`] : []),
    ...(abstaining.length > 0 ? [`${named(abstaining.map(nameOf))} ${abstaining.length === 1 ? 's’est abstenu' : 'se sont abstenus'}`] : []),
  ];
  return parts.join(', et ');
}

export type Reason = { sentence: string; sources: string; other?: boolean };

/** Why that day and that rule: each step, what it rests on, and what another reading would say. */
export function adhesionReasons(facts: AdhesionFacts, departementCode: string): Reason[] {
  if (facts.askedOn === null) return [];
  const until = voteUntil(facts);
  const zone = zoneOfDepartement(departementCode);
  let next = until;
  while (!isWorkingDay(next, zone)) next = addDays(next, 1);
  return [
    { sentence: `La demande est présentée le ${dayWords(facts.askedOn)}. L’article 7 confie son examen aux gestionnaires, sans fixer de délai : le service retient ${EXAMINATION_MONTHS} mois, le temps de réunir un bureau ou une assemblée.`, sources: 'convention, article 7 ; lecture du service' },
    { sentence: `Un mois se compte de quantième à quantième : jusqu’au ${dayWords(until)} inclus. Un rappel part le ${dayWords(voteReminderDay(facts))}.`, sources: 'code de procédure civile, article 641, par analogie' },
    { sentence: next === until ? 'Ce dernier jour est ouvrable : compter ou non un report ne changerait rien.' : `Autre lecture : reporté au premier jour ouvrable, ce serait le ${dayWords(next)}. Le service ne reporte pas : un vote se donne en ligne, n’importe quel jour.`, sources: 'code de procédure civile, article 642, par analogie', other: next !== until },
    { sentence: 'L’accord de chacun des gestionnaires des structures demandées est nécessaire : l’offre d’un partenaire se négocie avec le gestionnaire qui l’accueille. Un seul vote contre suffit à refuser.', sources: 'convention, articles 5.3 et 7' },
    { sentence: 'Ni le silence ni l’abstention ne valent accord. Autre lecture : l’abstention laisserait décider les autres ; elle imposerait un partenaire à qui ne s’est pas prononcé, et n’est pas retenue.', sources: 'convention, article 7', other: true },
    { sentence: 'Le partenaire est partie du jour où il signe son acte d’adhésion, et jamais avant que la convention soit en vigueur.', sources: 'convention, articles 1 et 9 ; code civil, article 1103' },
  ];
}

export function voteSentence({ choice, on }: Vote): string {
  return `${choice === 'for' ? 'favorable' : choice === 'against' ? 'défavorable' : voteNames.abstain}, ${formatDay(on)}`;
}
