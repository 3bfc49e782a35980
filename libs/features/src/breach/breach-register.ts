import { causeNames, controllerMeansNames, currentRisk, dataCategoryNames, exceptionNames, initialNotice, natureNames, noticeStanding, offsetTimeAt, originNames, personCategoryNames, personMeansNames, riskNames } from '#libs/domain';
import type { Instant } from '#libs/domain';
import { csvFile } from '#libs/features/tabular';
import { latestText } from './breach-texts.js';
import type { BreachText } from './breach-texts.js';
import { badgeOf, durationToSecond, listWords, separator } from './breach-words.js';
import type { BreachRow } from './breach.store.js';

type Line = { row: BreachRow; texts: readonly BreachText[] };

/** The register of RGPD, art. 33, § 5 as a table: facts, effects, measures. Instants bear their offset, so that no spreadsheet has to guess. */
export function registerCsv(lines: readonly Line[], now: Instant): Buffer {
  return csvFile(Object.keys(columns), lines.map((line) => Object.fromEntries(Object.entries(columns).map(([header, cell]) => [header, cell(line, now)]))));
}

const at = (instant: Instant | null | undefined, { timeZone }: BreachRow): string => (instant ? offsetTimeAt(instant, timeZone) : '');

const columns: Readonly<Record<string, (line: Line, now: Instant) => string | number | null>> = {
  Numéro: ({ row }) => row.number,
  Gestionnaire: ({ row }) => row.gestionnaireName,
  Structure: ({ row }) => row.structureName,
  État: ({ row }, now) => badgeOf(row, now).label,
  Faits: ({ texts }) => latestText(texts, 'account'),
  Nature: ({ row }) => listWords(row.facts.natures, natureNames),
  Origine: ({ row }) => originNames[row.facts.origin],
  Cause: ({ row }) => causeNames[row.facts.cause],
  Début: ({ row }) => at(row.facts.happenedAt, row),
  Fin: ({ row }) => at(row.facts.endedAt, row),
  Connue: ({ row }) => at(row.facts.awareAt, row),
  'À notifier au plus tard': ({ row }) => at(row.facts.dueAt, row),
  'Notification initiale': ({ row }) => at(initialNotice(row.facts)?.at, row),
  'Référence CNIL': ({ row }) => row.facts.notices.map(({ reference }) => reference).join(separator),
  Retard: ({ row }, now) => {
    const { kind, seconds } = noticeStanding(row.facts, now);
    return kind === 'overdue' || kind === 'given_late' ? durationToSecond(seconds) : '';
  },
  'Motifs du retard': ({ texts }) => latestText(texts, 'late_reason'),
  'Notifications complémentaires': ({ row }) => row.facts.notices.filter(({ kind }) => kind === 'complementary').length,
  'Catégories de données': ({ row }) => listWords(row.facts.categories, dataCategoryNames),
  'Catégories de personnes': ({ row }) => listWords(row.facts.personCategories, personCategoryNames),
  'Nombre de personnes': ({ row }) => row.facts.persons,
  'Nombre d’enregistrements': ({ row }) => row.facts.records,
  Effets: ({ texts }) => latestText(texts, 'consequences'),
  'Risque évalué': ({ row }) => {
    const risk = currentRisk(row.facts);
    return risk ? riskNames[risk] : '';
  },
  'Motifs du risque': ({ texts }) => latestText(texts, 'risk_reason'),
  Mesures: ({ texts }) => latestText(texts, 'measures'),
  'Personnes informées': ({ row }) => row.facts.personsTold.map(({ count, means, at: told }) => `${count} ${personMeansNames[means]}, ${at(told, row)}`).join(separator),
  Exception: ({ row }) => (row.facts.exception ? exceptionNames[row.facts.exception.ground] : ''),
  'Responsables informés': ({ row }) => (row.facts.controllers ?? []).map(({ told }) => (told ? `${controllerMeansNames[told.means]}, ${at(told.at, row)}` : 'pas encore')).join(separator),
  'Dossier clos': ({ row }) => at(row.facts.closedAt, row),
  'Motif de la clôture': ({ texts }) => latestText(texts, 'close_reason'),
};
