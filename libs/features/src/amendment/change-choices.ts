import { amendmentChangeNames } from '#libs/domain';
import type { AmendmentChangeKind } from '#libs/domain';
import type { Option } from '#libs/ui';
import { bodyName } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { wordsToday } from './amended-text.js';
import type { ChangeChoices } from './change-form.views.js';

const everyKind = (Object.keys(amendmentChangeNames) as AmendmentChangeKind[]).filter((kind) => kind !== 'hours');

/** What this organisation may ask for: the préfecture anything, a party its own annexes. New hours have their own page. */
export function kindsFor(by: string | null, { parties }: Pick<AmendmentContext, 'parties'>): AmendmentChangeKind[] {
  if (by === null) return everyKind;
  const kind = parties.find(({ partyId }) => partyId === by)?.kind;
  return kind === 'gestionnaire' ? ['annexe_4'] : kind === 'national_partner' || kind === 'local_partner' ? ['annexe_5', 'annexe_6'] : [];
}

/** What the lists of a form offer. */
export function choicesFor(by: string | null, context: AmendmentContext): ChangeChoices {
  const { amended, articles, dossier, parties, structures } = context;
  const bound = new Set(parties.map(({ partyId }) => partyId));
  const within = new Set(amended.structures.map(({ id }) => id));
  const isPartner = (kind: string): boolean => kind === 'national_partner' || kind === 'local_partner';
  const structureOptions = structures.filter(({ id }) => within.has(id));
  const mine = by !== null && parties.some(({ partyId, kind }) => partyId === by && kind === 'gestionnaire') ? structureOptions.filter(({ gestionnaireId }) => gestionnaireId === by) : structureOptions;
  return {
    articles: articles.map(({ number, title }) => ({ value: number, label: title === '' ? `Article ${number}` : `Article ${number} – ${title}` })),
    structures: mine.map(named),
    entering: dossier.structures.filter(({ id }) => !within.has(id)).map(named),
    partners: parties.filter(({ partyId, kind }) => isPartner(kind) && (by === null || partyId === by)).map(({ partyId, name }) => ({ value: partyId, label: name })),
    parties: parties.map(({ partyId, name }) => ({ value: partyId, label: name })),
    gestionnaires: dossier.gestionnaires.filter(({ id }) => !bound.has(id)).map(named),
    nationalPartners: dossier.nationalPartners.filter(({ id }) => !bound.has(id)).map(({ id }) => ({ value: id, label: bodyName(context, id) })),
  };
}

/** The words of an article as the amendments in force have left them; null when there is no such article. */
export function articleToday({ articles, amendments }: Pick<AmendmentContext, 'articles' | 'amendments'>, number: string): string | null {
  const article = articles.find((one) => one.number === number);
  if (!article) return null;
  const inForce = amendments.filter(({ state }) => state === 'in_force').sort((a, b) => (a.facts.inForceOn ?? '').localeCompare(b.facts.inForceOn ?? ''));
  return wordsToday(article.paragraphs, inForce.flatMap(({ facts }) => facts.changes.flatMap((change) => (change.kind === 'article' && change.article === number ? [change] : []))));
}

function named({ id, name }: { id: string; name: string }): Option {
  return { value: id, label: name };
}
