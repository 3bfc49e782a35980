import { causeNames, currentRisk, dataCategoryNames, finderNames, natureNames, noticeStanding, originNames, personCategoryNames, personMeansNames, riskNames } from '#libs/domain';
import type { BreachFacts, Instant } from '#libs/domain';
import { formatCount, formatNumber } from '#libs/ui';
import { latestText } from './breach-texts.js';
import type { BreachText } from './breach-texts.js';
import { capital, instantWords, listWords, placeName, separator } from './breach-words.js';
import type { BreachRow } from './breach.store.js';

export type NoticeLine = { label: string; text: string };
export type NoticeSection = { title: string; lines: readonly NoticeLine[] };

/** Where the form asks for something that nobody has said yet. */
export const toComplete = 'À compléter par une notification complémentaire.';

const about = (count: number | null, one: string): string => (count === null ? toComplete : `Environ ${formatCount(count, one)}`);

/** What the teleservice of the CNIL asks (RGPD, art. 33, § 3), ready to be copied: it has no other door. */
export function noticeSections(row: BreachRow, texts: readonly BreachText[], now: Instant): NoticeSection[] {
  const { facts, timeZone } = row;
  const when = (at: Instant | null): string => (at === null ? toComplete : capital(instantWords(at, timeZone)));
  const said = (kind: Parameters<typeof latestText>[1]): string => latestText(texts, kind) || toComplete;
  return [
    {
      title: 'Organisme',
      lines: [
        { label: 'Organisme qui notifie', text: row.gestionnaireName },
        { label: 'Lieu', text: placeName(row) },
        { label: 'Référence interne', text: row.number },
        { label: 'Personne à contacter', text: said('contact') },
        { label: 'Sous-traitant en cause', text: facts.processor ? said('processor') : 'Aucun' },
      ],
    },
    {
      title: 'Violation',
      lines: [
        { label: 'Début', text: when(facts.happenedAt) },
        { label: 'Fin', text: facts.endedAt === null ? 'Pas terminée, ou pas encore connue.' : when(facts.endedAt) },
        { label: 'Prise de connaissance', text: when(facts.awareAt) },
        { label: 'Découverte par', text: capital(finderNames[facts.foundBy]) },
        { label: 'Nature', text: capital(listWords(facts.natures, natureNames)) },
        { label: 'Origine', text: capital(originNames[facts.origin]) },
        { label: 'Cause', text: capital(causeNames[facts.cause]) },
        { label: 'Circonstances', text: said('account') },
        ...(isLate(facts, now) ? [{ label: 'Motifs du retard', text: latestText(texts, 'late_reason') || 'À donner : les 72 heures sont passées (RGPD, article 33, § 1).' }] : []),
      ],
    },
    {
      title: 'Données et personnes',
      lines: [
        { label: 'Catégories de données', text: capital(listWords(facts.categories, dataCategoryNames)) },
        { label: 'Nombre d’enregistrements', text: about(facts.records, 'enregistrement') },
        { label: 'Catégories de personnes', text: capital(listWords(facts.personCategories, personCategoryNames)) },
        { label: 'Nombre de personnes', text: about(facts.persons, 'personne') },
      ],
    },
    {
      title: 'Suites',
      lines: [
        { label: 'Conséquences probables', text: said('consequences') },
        { label: 'Niveau de risque', text: riskText(facts) },
        { label: 'Mesures prises ou proposées', text: said('measures') },
        { label: 'Information des personnes', text: personsText(facts, timeZone) },
        { label: 'Information des responsables de traitement', text: controllersText(facts) },
      ],
    },
  ];
}

/** The same, for a window beside the teleservice, or for paper. */
export function noticeText(row: BreachRow, texts: readonly BreachText[], now: Instant): string {
  const sections = noticeSections(row, texts, now).map(({ title, lines }) => `${title.toUpperCase()}\n\n${lines.map(({ label, text }) => `${label} :\n${text}`).join('\n\n')}`);
  return `Notification d’une violation de données à la CNIL, ${row.number}\n\n${sections.join('\n\n\n')}\n`;
}

function isLate(facts: BreachFacts, now: Instant): boolean {
  const { kind } = noticeStanding(facts, now);
  return kind === 'overdue' || kind === 'given_late';
}

function riskText(facts: BreachFacts): string {
  const risk = currentRisk(facts);
  return risk === null ? toComplete : capital(riskNames[risk]);
}

function personsText({ personsTold, exception }: BreachFacts, timeZone: string): string {
  const told = personsTold.map(({ count, at, means }) => `${formatNumber(count)} ${personMeansNames[means]}, le ${instantWords(at, timeZone)}`);
  if (told.length > 0) return capital(told.join(separator));
  return exception ? 'Exception de l’article 34, § 3 du RGPD.' : 'Pas d’information à ce jour.';
}

function controllersText({ controllers }: BreachFacts): string {
  if (controllers === null) return toComplete;
  if (controllers.length === 0) return 'Sans objet.';
  return `${controllers.filter(({ told }) => told !== null).length} informés sur ${controllers.length}.`;
}
