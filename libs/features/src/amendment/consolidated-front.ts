import { dayWords } from '#libs/domain';
import { formatDay } from '#libs/ui';
import { partyQualities } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { lines } from './amended-text.js';
import { amendmentLabel, capital, changeTitle } from './amendment-words.js';
import { amendmentsInForce } from './consolidated-dossier.js';
import type { AsOf } from './consolidated-dossier.js';

/** What `templates/version-consolidee/v1` reads under `consolidation`. */
export type ConsolidatedFront = {
  on: string;
  sentence: string;
  cause: string;
  method: readonly string[];
  articles: readonly { title: string; amendment: string; before: readonly string[]; after: readonly string[] }[];
  acts: readonly { title: string; object: string; on: string }[];
  parties: readonly { name: string; quality: string }[];
  gone: readonly { name: string; until: string }[];
  seal: { link: { url: string; label: string } };
};

/** The address that marks the seal's block in the Word text; a reserved domain, so that it leads nowhere. */
export const sealMarker = 'https://slot.paraphe.invalid/seal';

/** What is said before the text: what it is worth, what made it, and what changed since the signature. */
export function consolidatedFront(asOf: AsOf & { title: string }, articles: AmendmentContext['articles']): ConsolidatedFront {
  const { agreement, parties, allParties, on, title } = asOf;
  const acts = amendmentsInForce(asOf);
  const named = { ...asOf, articles };
  return {
    on: dayWords(on),
    sentence: `Version consolidée au ${dayWords(on)}, à titre d’information ; font foi la convention signée et ses avenants.`,
    cause: `Établie à la suite de : ${title}.`,
    method: [
      `Le texte signé ${formatDay(agreement.signedOn)} est imprimé tel qu’il a été signé ; les articles modifiés depuis sont donnés ci-dessous, et non remplacés dans le texte.`,
      `Les annexes 4, 5 et 6 sont régénérées de l’annuaire, pour les seules parties liées ${formatDay(on)} et les seules structures de la convention ce jour-là.`,
      'Les emplacements de signature rappellent qui est lié : les signatures se lisent sur la convention, ses avenants et les actes d’adhésion.',
    ],
    articles: acts.flatMap(({ facts }) =>
      facts.changes.flatMap((change) =>
        change.kind === 'article' ? [{ title: changeTitle(change, named), amendment: `${capital(amendmentLabel(facts))}, en vigueur depuis ${formatDay(facts.inForceOn!)}`, before: lines(change.before), after: lines(change.after) }] : []),
    ),
    acts: acts.map(({ facts }) => ({ title: capital(amendmentLabel(facts)), object: facts.changes.map((change) => changeTitle(change, named)).join(' ; '), on: dayWords(facts.inForceOn!) })),
    parties: parties.map(({ name, kind }) => ({ name, quality: partyQualities[kind] })),
    gone: allParties.flatMap(({ name, until }) => (until !== null && until < on ? [{ name, until: dayWords(until) }] : [])),
    seal: { link: { url: sealMarker, label: 'Cachet électronique' } },
  };
}
