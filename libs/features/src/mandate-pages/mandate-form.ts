import { demarches, identityDocuments, informationItems, mandateDurations } from '#libs/domain';
import type { Demarche, IdentityDocument, InformationItem, MandateDuration } from '#libs/domain';
import type { DefineInput, IdentityInput } from '#libs/features/mandate';
import type { FieldError } from '#libs/ui';
import { durationField, scopeField } from './issue-scope.views.js';
import type { TypedItem, TypedScope } from './issue-scope.views.js';
import type { TypedIdentity } from './issue-identity.views.js';
import { situationField, situations } from './issue-information.views.js';
import type { Situation } from './issue-information.views.js';
import { demarcheName } from './mandate-words.js';

export type Posted = Readonly<Record<string, unknown>>;

export function textOf(given: unknown): string {
  return typeof given === 'string' ? given.trim() : '';
}

/** Boxes of one name, none, one or several ticked. */
function listOf(given: unknown): string[] {
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : typeof given === 'string' && given !== '' ? [given] : [];
}

const among = <T extends string>(known: readonly T[], said: string): T | null => known.find((one) => one === said) ?? null;

export function readInformation(posted: Posted): { items: InformationItem[]; situation: Situation | null; errors: FieldError[] } {
  const items = informationItems.filter((item) => textOf(posted[item]) !== '');
  const situation = among(situations, textOf(posted[situationField]));
  // Whoever can give no mandate is told so before the list is complete: there is nothing to finish.
  const unread = situation !== null && situation !== 'able' ? [] : informationItems.filter((item) => !items.includes(item));
  return {
    items, situation,
    errors: [
      ...unread.map((field) => ({ field, message: 'Lisez ce point à voix haute, puis cochez-le quand la personne dit l’avoir compris.' })),
      ...(situation ? [] : [{ field: situationField, message: 'Dites qui est devant vous : un mandat n’est pas toujours possible.' }]),
    ],
  };
}

export function typedIdentity(posted: Posted): TypedIdentity {
  const { document, familyName, givenNames, birthDate, birthPlace, address, phone, email } = posted;
  return { document: textOf(document), familyName: textOf(familyName), givenNames: textOf(givenNames), birthDate: textOf(birthDate), birthPlace: textOf(birthPlace), address: textOf(address), phone: textOf(phone), email: textOf(email) };
}

const asked: readonly { field: keyof TypedIdentity; message: string }[] = [
  { field: 'familyName', message: 'Recopiez le nom de naissance.' },
  { field: 'givenNames', message: 'Recopiez les prénoms.' },
  { field: 'birthPlace', message: 'Recopiez le lieu de naissance.' },
  { field: 'address', message: 'Demandez son adresse.' },
];

/** All that is missing at once; the rest is judged by the desk. */
export function readIdentity(typed: TypedIdentity): { ok: true; input: IdentityInput } | { ok: false; errors: FieldError[] } {
  const document: IdentityDocument | null = among(identityDocuments, typed.document);
  const birthDate = birthOf(typed.birthDate);
  const errors: FieldError[] = [
    ...(document ? [] : [{ field: 'document', message: 'Dites quelle pièce vous avez regardée.' }]),
    ...asked.slice(0, 2).filter(({ field }) => typed[field] === ''),
    ...(birthDate ? [] : [{ field: 'birthDate', message: badBirth }]),
    ...asked.slice(2).filter(({ field }) => typed[field] === ''),
  ];
  if (!document || !birthDate || errors.length > 0) return { ok: false, errors };
  const { document: _, phone, email, ...names } = typed;
  return { ok: true, input: { document, person: { ...names, birthDate, phone: phone || null, email: email || null } } };
}

export const badBirth = 'Écrivez la date de naissance comme sur la pièce, par exemple 07/03/1948.';

/** « 07/03/1948 », « 7.3.1948 », « 07031948 »; also as browsers write days. Null when it is none of these. */
export function birthOf(typed: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (iso) return typed;
  const [, day, month, year] = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed) ?? [];
  return day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : null;
}

export function typedScope(posted: Posted): TypedScope {
  const items = demarches.map((demarche): [Demarche, TypedItem] => [demarche, {
    chosen: textOf(posted[demarche]) !== '', actions: textOf(posted[scopeField(demarche, 'actions')]) !== '', dataRequests: textOf(posted[scopeField(demarche, 'dataRequests')]) !== '',
    partners: listOf(posted[scopeField(demarche, 'partners')]), words: textOf(posted[scopeField(demarche, 'words')]),
  }]);
  return { items: Object.fromEntries(items), duration: textOf(posted[durationField]) };
}

/** Only what is chosen counts: a box ticked under a démarche that is not says nothing. */
export function readScope({ items, duration: said }: TypedScope): { ok: true; input: DefineInput } | { ok: false; errors: FieldError[] } {
  const chosen = demarches.flatMap((demarche) => (items[demarche]?.chosen ? [{ demarche, ...items[demarche] }] : []));
  const duration: MandateDuration | null = among(mandateDurations, said);
  const errors: FieldError[] = [
    ...(chosen.length > 0 ? [] : [{ field: 'scope', message: 'Choisissez au moins une démarche : un mandat ne porte que sur ce qu’il nomme.' }]),
    ...chosen.flatMap(({ demarche, actions, dataRequests, partners, words }) => [
      ...(actions || dataRequests ? [] : [{ field: scopeField(demarche, 'actions'), message: `${demarcheName(demarche)} : agir en son nom, demander ses données, ou les deux ?` }]),
      ...(partners.length > 0 ? [] : [{ field: scopeField(demarche, 'partners'), message: `${demarcheName(demarche)} : auprès de quel organisme ?` }]),
      ...(words !== '' ? [] : [{ field: scopeField(demarche, 'words'), message: `${demarcheName(demarche)} : dites précisément quelle démarche.` }]),
    ]),
    ...(duration ? [] : [{ field: durationField, message: 'Choisissez la durée avec la personne.' }]),
  ];
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, input: { scope: chosen.map(({ chosen: _, ...item }) => item), duration } };
}
