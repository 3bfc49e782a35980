import { officeTitles, officesOf } from '#libs/domain';
import type { Departement, OfficialOffice, Signatory, SigningBodyKind } from '#libs/domain';
import type { DeliberationPrint } from '#libs/features/papers';
import { subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { formatHash, formatList } from '#libs/ui';
import type { PlaceAuthority } from './authorities.js';

/** The bodies of which an assembly decides. */
type Deliberating = 'commune' | 'epci' | 'departement';
export type DeliberationRefusal = 'no_assembly' | 'text_not_assembled' | 'text_withdrawn';
export type DeliberationDraft = { ok: true; data: DeliberationPrint } | { ok: false; refusal: DeliberationRefusal };

export const deliberationRefusals: Record<DeliberationRefusal, string> = {
  no_assembly: 'Cet organisme ne décide pas par la délibération d’une assemblée : aucun projet n’est à lui envoyer. La page de son habilitation dit ce qu’il doit montrer.',
  text_not_assembled: 'Le texte n’est pas encore assemblé : son empreinte suivra, et une délibération qui ne la porterait pas ne désignerait aucun texte. Revenez dès que le document est prêt.',
  text_withdrawn: 'Ce texte n’est plus à signer : la tournée est abandonnée ou remplacée. Prenez le projet de délibération depuis la tournée qui la remplace.',
};

/** Where communes follow the local law of Alsace and Moselle: most of articles L2121-29 and L2122-21 does not apply there (CGCT, art. L2541-1). */
const localLawDepartements: readonly string[] = ['57', '67', '68'];
/** Beyond, they are counted and not named: the draft holds on one page. */
const STRUCTURES_NAMED_MAX = 8;
const NO_BREAK_SPACE = '\u00a0';

type BodyWords = { the: string; of: string; assembly: DeliberationPrint['assembly'] };
const council = (name: string): BodyWords['assembly'] => ({ title: `Le conseil ${name}`, to: `au conseil ${name}` });
const commune: BodyWords = { the: 'la commune', of: 'de la commune', assembly: council('municipal') };
const departement: BodyWords = { the: 'le département', of: 'du département', assembly: council('départemental') };
/** An EPCI is told by its name; the law knows one « organe délibérant ». */
const communaute: BodyWords = { the: 'la communauté', of: 'de la communauté', assembly: council('communautaire') };
const syndicat: BodyWords = { the: 'le syndicat', of: 'du syndicat', assembly: { title: 'Le comité syndical', to: 'au comité syndical' } };
const otherEpci: BodyWords = { the: 'l’établissement', of: 'de l’établissement', assembly: { title: 'L’organe délibérant', to: 'à l’organe délibérant' } };

type Texts = { articles: string; executory: string; note: string | null };
const texts: Record<Deliberating, Texts> = {
  // What the council decides; who carries it out; when it is executory.
  commune: { articles: 'L2121-29, L2122-21 et L2131-1', executory: 'L2131-1 et L2131-2', note: null },
  epci: {
    articles: 'L5211-1, L5211-3 et L5211-9', executory: 'L5211-3, L2131-1 et L2131-2',
    note: 'Si le conseil a délégué ce pouvoir au bureau ou au président (CGCT, article L5211-10), visez cette délégation, ou envoyez-la à la préfecture au lieu d’une nouvelle délibération.',
  },
  departement: {
    articles: 'L3211-1, L3221-1 et L3131-1', executory: 'L3131-1 et L3131-2',
    note: 'Si la commission permanente statue par délégation (CGCT, article L3211-2), visez cette délégation et remplacez le nom de l’assemblée.',
  },
};
const localLaw: Texts = { ...texts.commune, articles: 'L2131-1, L2541-19 et L2541-22' };

/** The words of the draft for one place, or why there is none to give. */
export function deliberationDraft(round: RoundRow, { slot, person, kind }: Pick<PlaceAuthority, 'slot' | 'person' | 'kind'>, demonstration: boolean): DeliberationDraft {
  const { dossier, state, facts: { contentHash } } = round;
  if (!deliberates(kind) || !dossier) return { ok: false, refusal: 'no_assembly' };
  if (state === 'abandoned' || state === 'superseded') return { ok: false, refusal: 'text_withdrawn' };
  if (contentHash === null) return { ok: false, refusal: 'text_not_assembled' };
  const words = bodyWords(kind, slot.bodyName);
  const { articles, executory, note } = textsFor(kind, dossier.departement);
  const text = textWords(round);
  const structures = dossier.structures.filter(({ gestionnaireId }) => gestionnaireId === slot.bodyId).map(({ name }) => name);
  const card = dossier.gestionnaires.find(({ id }) => id === slot.bodyId)?.signatory ?? null;
  return {
    ok: true,
    data: {
      demonstration,
      body: { name: slot.bodyName, of: words.of },
      assembly: words.assembly,
      executive: executiveWords(officesOf(kind)[0]!, [person, card]),
      sender: `la ${lowerFirst(dossier.departement.prefecture.name)}`,
      articles,
      grounds: round.act ? [`Vu la convention départementale France Services n°${NO_BREAK_SPACE}${round.act.agreementNumber}${NO_BREAK_SPACE};`] : [],
      text: { ...text, number: round.number, hash: formatHash(contentHash) },
      structures: structuresWords(words.the, structures),
      notes: [
        `À publier et à transmettre au contrôle de légalité avant la signature${NO_BREAK_SPACE}: tant que la délibération n’est pas exécutoire, la signature est irrégulière (CGCT, articles${NO_BREAK_SPACE}${executory}${NO_BREAK_SPACE}; CE, 20${NO_BREAK_SPACE}janvier${NO_BREAK_SPACE}1989, Ville de Millau, n°${NO_BREAK_SPACE}70686). Si tout se fait le même jour, gardez la preuve de l’heure.`,
        ...(note ? [note] : []),
        `L’empreinte identifie ce texte et lui seul${NO_BREAK_SPACE}: gardez-la telle quelle. Si le texte change, elle change aussi, et la préfecture vous enverra un autre projet.`,
        `Cette rédaction est une proposition${NO_BREAK_SPACE}: l’assemblée l’adapte librement.`,
      ],
    },
  };
}

export function deliberates(kind: SigningBodyKind): kind is Deliberating {
  return kind in texts;
}

function textsFor(kind: Deliberating, { code }: Departement): Texts {
  return kind === 'commune' && localLawDepartements.includes(code) ? localLaw : texts[kind];
}

function bodyWords(kind: Deliberating, name: string): BodyWords {
  if (kind === 'commune') return commune;
  if (kind === 'departement') return departement;
  return /^communauté(?!\p{L})/iu.test(name) ? communaute : /^syndicat(?!\p{L})/iu.test(name) ? syndicat : otherEpci;
}

/** The holder's gender is known when the directory, or the round, has the holder and not a delegate. */
function executiveWords(office: OfficialOffice, people: readonly (Pick<Signatory, 'quality' | 'civility'> | null)[]): DeliberationPrint['executive'] {
  const civility = people.find((one) => one && /^(maire|présidente?)(?!\p{L})/iu.test(one.quality))?.civility ?? 'M.';
  const title = office === 'head' ? 'représentant légal' : officeTitles[office][civility];
  return civility === 'Mme' ? { the: `la ${title}`, of: `de la ${title}` } : { the: `le ${title}`, of: `du ${title}` };
}

function textWords(round: RoundRow): Pick<DeliberationPrint['text'], 'project' | 'the' | 'of'> {
  const { act, title, the: named } = subjectOf(round);
  if (act) {
    const the = printable(named);
    return { project: `projet d’${lowerFirst(printable(title))}`, the, of: `de ${the}` };
  }
  const bare = lowerFirst(title);
  const numbered = `${bare} n°${NO_BREAK_SPACE}${round.number}`;
  return { project: `projet de ${numbered}`, the: `la ${numbered}`, of: `de la ${bare}` };
}

function structuresWords(body: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const counted = `que ${body} gère ${names.length === 1 ? 'une structure' : `${names.length}${NO_BREAK_SPACE}structures`} que ce texte désigne`;
  return names.length > STRUCTURES_NAMED_MAX ? counted : `${counted}${NO_BREAK_SPACE}: ${formatList(names)}`;
}

/** The typeface of the papers has no « ᵒ »: another would stand in for it. */
function printable(text: string): string {
  return text.replace(/nᵒ\s?/gu, `n°${NO_BREAK_SPACE}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
