import type { Signatory } from '../directory/directory.js';
import { dayWords } from '../legal-time/day-words.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { BodyDecision, OfficialOffice, PersonPower, SigningAuthority } from './authority.js';

type Civility = Signatory['civility'];
/** A title without its article, in French: « préfet », « secrétaire générale », « adjointe au maire ». */
export type Titled = { title: string; civility: Civility };

/** Whose office it is, and who signs. Names stay in tables; these words are read when the signature is drawn. */
export type MentionWords = { holder: Titled; signer: Titled };

/** What is drawn beside the name: `capacity` before it, empty when one signs in one's own right; `references` after it. */
export type AuthorityMention = { capacity: readonly string[]; references: readonly string[] };

/** At its smallest size, 5 points, a slot 225 points wide holds some sixty letters; a longer line would lose its end, where the date is. */
export const MENTION_LINE_LENGTH_MAX = 60;

/** The titles the law itself gives. */
export const officeTitles: Readonly<Record<Exclude<OfficialOffice, 'head'>, Record<Civility, string>>> = {
  prefet: { 'M.': 'préfet', Mme: 'préfète' },
  maire: { 'M.': 'maire', Mme: 'maire' },
  president_epci: { 'M.': 'président', Mme: 'présidente' },
  president_departement: { 'M.': 'président', Mme: 'présidente' },
};

const NO_BREAK_SPACE = '\u00a0';
const ELLIPSIS = '…';

/**
 * « Pour le préfet et par délégation, », « la secrétaire générale », and the acts it rests on. Each line holds in `MENTION_LINE_LENGTH_MAX`: what is
 * too long is cut inside (a title, a number), never the words of law nor the date. The whole stays in the certificate and the evidence.
 */
export function authorityMention({ power, decision }: Pick<SigningAuthority, 'power' | 'decision'>, words: MentionWords): AuthorityMention {
  const references = [powerReference(power), decision && decisionReference(decision)].filter((line) => line !== null);
  if (power.kind === 'own_right') return { capacity: [], references };
  return { capacity: [fitted('Pour ', withArticle(words.holder), ending(power, words.holder.civility)), fitted('', withArticle(words.signer), '')], references };
}

/** When only what the body decided is known: its reference, and no capacity taken from the power of somebody else. */
export function decisionMention(decision: BodyDecision): AuthorityMention {
  return { capacity: [], references: [decisionReference(decision)] };
}

function ending(power: Exclude<PersonPower, { kind: 'own_right' }>, civility: Civility): string {
  if (power.kind === 'delegation') return power.subdelegation ? ' et par subdélégation,' : ' et par délégation,';
  if (power.ground === 'vacancy') return ' et par intérim,';
  return civility === 'Mme' ? ' empêchée,' : ' empêché,';
}

function powerReference(power: PersonPower): string | null {
  if (power.kind === 'own_right') return null;
  if (power.kind === 'interim') return power.reference === null ? null : referenceLine('Arrêté', power.reference, null);
  const { reference, signedOn } = power.subdelegation ?? power.act;
  if (power.office !== 'head') return referenceLine('Arrêté', reference, signedOn);
  return referenceLine(power.nature === 'power' ? 'Pouvoir' : 'Délégation', reference, signedOn);
}

function decisionReference({ kind, reference, adoptedOn }: BodyDecision): string {
  return referenceLine(kind === 'own_decision' ? 'Décision' : 'Délibération', reference, adoptedOn);
}

function referenceLine(act: string, reference: string, on: LegalDay | null): string {
  const bare = bareReference(reference);
  // « nᵒ » before a number; « CA 3 » or « statuts, article 12 » go without.
  const number = /^\S*\d\S*$/.test(bare) ? `nᵒ${NO_BREAK_SPACE}` : '';
  return fitted(`${act} ${number}`, bare, on === null ? '' : ` du ${dayWords(on)}`);
}

/** The number alone: what people copy often names the act and its date, which the line says already. */
function bareReference(reference: string): string {
  const once = reference.replace(/\s+/g, ' ').trim();
  const bare = once
    .replace(/^(?:arrêté|délibération|décision|délégation|pouvoir)s?(?= )(?: préfectorale?| municipale?)?(?: de signature)?,? */i, '')
    .replace(/^n(?:°|º|ᵒ|o\b) */i, '')
    .replace(/,? (?:du|en date du) \d{1,2}(?:er)?[ /.-].*\d{4}$/i, '');
  return bare === '' ? once : bare;
}

function fitted(before: string, text: string, after: string): string {
  const room = MENTION_LINE_LENGTH_MAX - before.length - after.length;
  return `${before}${shortened(text, room)}${after}`;
}

function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const kept = text.slice(0, Math.max(room - ELLIPSIS.length, 0));
  const word = kept.lastIndexOf(' ');
  return `${(word > 0 ? kept.slice(0, word) : kept).replace(/[\s,;:-]+$/, '')}${ELLIPSIS}`;
}

function withArticle({ title, civility }: Titled): string {
  if (/^[aeiouyàâéèêëîïôûü]/i.test(title)) return `l’${title}`;
  return `${civility === 'Mme' ? 'la' : 'le'} ${title}`;
}
