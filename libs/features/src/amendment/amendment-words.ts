import { amendmentChangeNames, dayWords, hoursNotice, isHoursNotice, informationOnlySentence, printDayHours, requiredSignatories, signatureReasonText, structureExitNames, substantialChange, substantialReasonText, weekdays } from '#libs/domain';
import type { AmendmentChange, AmendmentFacts, LegalDay, OpeningHours, RequiredSignatory } from '#libs/domain';
import { formatCount, formatDay, formatList, formatMinutes } from '#libs/ui';
import { bodyName, partyQualities, structureName } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import type { AmendmentRow } from './amendment.store.js';

export const weekdayLabels: Record<(typeof weekdays)[number], string> = { monday: 'Lundi', tuesday: 'Mardi', wednesday: 'Mercredi', thursday: 'Jeudi', friday: 'Vendredi', saturday: 'Samedi', sunday: 'Dimanche' };

/** « avenant n° 2 », « information d’horaires », « avenant en préparation ». */
export function amendmentLabel(facts: Pick<AmendmentFacts, 'number' | 'changes'>): string {
  if (isHoursNotice(facts)) return 'information sur les horaires';
  return facts.number === null ? 'avenant en préparation' : `avenant n°\u00a0${facts.number}`;
}

export function amendmentTitle(facts: Pick<AmendmentFacts, 'number' | 'changes'>, agreementNumber: string): string {
  const label = amendmentLabel(facts);
  return `${capital(label)}${isHoursNotice(facts) ? '' : ` à la convention ${agreementNumber}`}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What names are read from. */
export type Named = Pick<AmendmentContext, 'dossier' | 'round' | 'parties' | 'articles'>;

/** What a change is about: « Article 4.2 – Horaires », « Annexe 5 : CIDFF ». */
export function changeTitle(change: AmendmentChange, context: Named): string {
  switch (change.kind) {
    case 'article': {
      const title = context.articles.find(({ number }) => number === change.article)?.title ?? '';
      return `Article\u00a0${change.article}${title === '' ? '' : ` – ${title}`}`;
    }
    case 'annexe_4':
      return `Annexe\u00a04 : gestion de ${structureName(context, change.structureId)}`;
    case 'annexe_5':
      return `Annexe\u00a05 : offre de ${bodyName(context, change.partnerId)}`;
    case 'annexe_6':
      return `Annexe\u00a06 : référents de ${bodyName(context, change.partnerId)}`;
    case 'annexes_1_to_3':
      return `Annexe\u00a0${change.annexe} : nouvelle version`;
    case 'structure_entry':
      return `Entrée de ${structureName(context, change.structureId)}`;
    case 'structure_exit':
      return `Sortie de ${structureName(context, change.structureId)} (${structureExitNames[change.cause]})`;
    case 'gestionnaire_entry':
      return `Entrée du gestionnaire ${bodyName(context, change.partyId)}`;
    case 'national_partner_entry':
      return `Entrée du partenaire national ${bodyName(context, change.partyId)}`;
    case 'representative':
      return `Représentant de ${bodyName(context, change.partyId)}`;
    case 'hours':
      return `Horaires de ${structureName(context, change.structureId)}`;
  }
}

/** The rest of it, in a line or two. */
export function changeDetail(change: AmendmentChange, context: Named): string {
  if ('wording' in change) return change.wording;
  if (change.kind === 'article') return change.after;
  if (change.kind === 'hours') return weekText(change.after);
  if (change.kind === 'structure_entry') return `Gestionnaire : ${bodyName(context, change.gestionnaireId)}${change.labelledOn ? `, labellisée ${formatDay(change.labelledOn)}` : ''}`;
  return amendmentChangeNames[change.kind];
}

/** « lundi 9 h – 12 h, … ; dimanche fermé ». */
export function weekText(hours: OpeningHours): string {
  return weekdays.map((day) => `${weekdayLabels[day].toLowerCase()} ${hours[day].length === 0 ? 'fermé' : printDayHours(hours[day])}`).join(' ; ');
}

export type ShownSignatory = { id: string; name: string; quality: string; reasons: readonly string[] };

export function shownSignatories(signatories: readonly RequiredSignatory[], context: AmendmentContext): ShownSignatory[] {
  return signatories.map(({ id, kind, reasons }) => ({
    id, name: bodyName(context, id), quality: partyQualities[kind], reasons: [...new Set(reasons.map(({ why }) => signatureReasonText(why)))],
  }));
}

/** Why the parties that do not sign do not. */
export function informationReasons(changes: readonly AmendmentChange[]): string[] {
  return [...new Set(changes.flatMap(({ kind }) => informationOnlySentence(kind) ?? []))];
}

/** Parties that are told and do not sign. */
export function informedParties(signatories: readonly RequiredSignatory[], context: AmendmentContext): { name: string; quality: string }[] {
  const signing = new Set(signatories.map(({ id }) => id));
  return context.parties.filter(({ partyId }) => !signing.has(partyId)).map(({ name, kind }) => ({ name, quality: partyQualities[kind] }));
}

export function signatoriesOf({ state, facts }: Pick<AmendmentRow, 'state' | 'facts'>, { amended }: AmendmentContext): readonly RequiredSignatory[] {
  return state === 'drafted' || state === 'proposed' ? requiredSignatories(facts.changes, amended.parties, amended.structures) : facts.signatories;
}

/** Where an amendment stands, in one sentence. */
export function stateSentence({ state, facts }: Pick<AmendmentRow, 'state' | 'facts'>, { amended, today }: Pick<AmendmentContext, 'amended' | 'today'>): string {
  const hours = isHoursNotice(facts);
  switch (state) {
    case 'proposed':
      return 'Une partie propose cette modification : la préfecture la reprend ou l’écarte.';
    case 'drafted': {
      const count = requiredSignatories(facts.changes, amended.parties, amended.structures).length;
      return count === 0 ? 'Personne n’a à signer : les parties seront informées.' : `${formatCount(count, 'partie signera', 'parties signeront')}. Rien n’est encore envoyé.`;
    }
    case 'signing':
      return `En cours de signature par ${formatCount(facts.signatories.length, 'partie')} ; effet demandé ${formatDay(facts.effectOn!)}, jamais avant la dernière signature.`;
    case 'adopted':
      return `Signé ${byWhom(facts)} ${formatDay(facts.signedOn!)} ; il prendra effet ${formatDay(facts.inForceOn!)}.`;
    case 'informed':
      return `Les parties ont été informées ${formatDay(facts.launchedOn!)} ; ${hours ? 'les nouveaux horaires s’appliqueront' : 'effet'} ${formatDay(facts.inForceOn!)}.`;
    case 'in_force':
      return hours ? `Les nouveaux horaires s’appliquent depuis ${formatDay(facts.inForceOn!)}.` : `En vigueur depuis ${formatDay(facts.inForceOn!)}${facts.inForceOn! > today ? '' : facts.signedOn === null ? ', les parties informées' : `, signé ${byWhom(facts)}`}.`;
    case 'refused':
      return 'La préfecture a écarté cette proposition.';
    case 'abandoned':
      return 'La collecte des signatures a été abandonnée : la convention n’est pas modifiée.';
    case 'withdrawn':
      return 'Retiré avant d’avoir pris effet : la convention n’est pas modifiée.';
  }
}

/** A party that declined is not bound, and nobody else is freed of what they signed (C. civ., art. 1199). */
function byWhom({ declined = [] }: Pick<AmendmentFacts, 'declined'>): string {
  return declined.length === 0 ? 'par tous' : `par tous, sauf ${formatCount(declined.length, 'partenaire local')} qu’il ne lie pas (C. civ., art. 1199),`;
}

export type Step = { sentence: string; sources: string };

/** Why these signatories and this day: printed in the act and shown on its page. */
export function amendmentSteps(facts: Pick<AmendmentFacts, 'changes' | 'launchedOn' | 'signedOn'>, signatories: readonly RequiredSignatory[], effectOn: LegalDay | null, context: AmendmentContext): Step[] {
  const perChange = facts.changes.map((change, rank): Step => {
    const signing = signatories.filter(({ reasons }) => reasons.some((reason) => reason.change === rank));
    const title = changeTitle(change, context);
    if (signing.length === 0) return { sentence: `${title} : personne ne signe. ${informationReasons([change])[0] ?? ''}`.trim(), sources: change.kind === 'hours' ? 'Convention, article 4.2' : 'Convention, article 5.2.1' };
    const names = formatList(signing.map(({ id }) => bodyName(context, id)));
    const why = [...new Set(signing.flatMap(({ reasons }) => reasons.filter((reason) => reason.change === rank).map((reason) => signatureReasonText(reason.why))))];
    return { sentence: `${title} : ${signing.length === 1 ? 'signe' : 'signent'} ${names}, car ${why.join(' ; ')}.`, sources: sourcesOf[change.kind] };
  });
  if (effectOn === null) return perChange;
  const day = facts.signedOn !== null && facts.signedOn > effectOn ? `, repoussé au ${dayWords(facts.signedOn)}, jour de la dernière signature` : '';
  return [...perChange, { sentence: `Effet : ${formatDay(effectOn)}, jour demandé${day}. Un avenant ne prend jamais effet avant la dernière signature requise, ni avant la convention.`, sources: 'Code civil, article 1193' }];
}

const sourcesOf: Record<AmendmentChange['kind'], string> = {
  article: 'Code civil, article 1193 ; convention, article 11', annexe_4: 'Convention, articles 4 et 8', annexe_5: 'Convention, article 5.3', annexe_6: 'Convention, article 5.2.1', annexes_1_to_3: 'Convention, articles 3 et 11',
  structure_entry: 'Convention, articles 1, 2.2 et 4', structure_exit: 'Convention, articles 1, 2.2 et 4', gestionnaire_entry: 'Convention, article 1', national_partner_entry: 'Convention, articles 1 et 2.2', representative: 'Convention, article 1 : les parties sont des personnes morales', hours: 'Convention, article 4.2',
};

/** What the law and the reading say of new hours: the verdict, its reasons, what another reading would say. */
export function hoursSteps(change: Extract<AmendmentChange, { kind: 'hours' }>, { informedOn, effectOn, rules }: { informedOn: LegalDay; effectOn: LegalDay | null; rules: AmendmentContext['amended']['hours'] }): Step[] {
  const finding = substantialChange(change.before, change.after, rules);
  const threshold = formatMinutes(rules.thresholdMinutes);
  const about: Step = {
    sentence: finding.substantial ? `La modification est substantielle : ${finding.reasons.map(substantialReasonText).join(' ; ')}.` : `La modification n’est pas substantielle : la semaine change de moins de ${threshold}, aucun jour ne s’ouvre ni ne se ferme et les seuils sont tenus.`,
    sources: `Convention, article 4.2, qui ne dit pas ce qui est substantiel ; conditions particulières : ${threshold} de différence par semaine`,
  };
  if (effectOn === null) return [about];
  const verdict = hoursNotice(informedOn, effectOn, rules);
  const told: Record<typeof verdict, string> = {
    ample: `Les parties sont informées ${formatDay(informedOn)}, au moins ${rules.noticeDays}\u00a0jours avant l’effet.`,
    short: `Les parties sont informées ${formatDay(informedOn)}, avant l’effet mais moins de ${rules.noticeDays}\u00a0jours avant : le texte l’admet, la lecture signée demandait plus.`,
    too_late: `Les parties ne seraient informées que ${formatDay(informedOn)}, pour un effet ${formatDay(effectOn)} : « en amont » veut dire strictement avant.`,
  };
  return [about, { sentence: told[verdict], sources: `Convention, article 4.2 : à la lettre, la veille suffirait ; conditions particulières : ${rules.noticeDays}\u00a0jours avant` }];
}
