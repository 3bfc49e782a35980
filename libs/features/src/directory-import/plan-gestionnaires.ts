import { siretFault } from '#libs/domain';
import type { GestionnaireKind } from '#libs/domain';
import type { Cells } from './cells.js';
import { textOf } from './directory-rows.js';
import type { Row } from './directory-rows.js';
import { likenessOf, plain } from './import-fields.js';
import { refuse, warn } from './import-reasons.js';
import { postcodeOf, said } from './plan-structures.js';
import type { KindReader, Read, Reading } from './plan-types.js';

/** Words that tell the nature of a gestionnaire, in its own column or in its name; the first that is found wins. */
const natures: readonly (readonly [pattern: RegExp, kind: GestionnaireKind])[] = [
  [/\bla poste\b/, 'la_poste'],
  [/\bmsa\b|mutualite sociale agricole/, 'msa'],
  [/\bassociation\b|\basso\b|foyer rural|mission locale|centre social/, 'association'],
  [/communaute|\bepci\b|intercommunalite|\bmetropole\b|\bsivom\b|\bcc\b|\bca\b|syndicat intercommunal|syndicat mixte|\bpetr\b/, 'epci'],
  [/\bdepartement\b|conseil departemental/, 'departement'],
  [/\bcommune\b|\bmairie\b|\bville\b|municipal/, 'commune'],
];

/** The natures as an export writes them; « association » in a name of a commune must not win over its own column. */
const direct: ReadonlyMap<string, GestionnaireKind> = new Map([
  ['commune', 'commune'], ['epci', 'epci'], ['intercommunalite', 'epci'], ['departement', 'departement'], ['association', 'association'], ['la poste', 'la_poste'], ['msa', 'msa'], ['autre organisme public', 'other_public'],
]);

/** Gestionnaires: recognised by their SIRET, else by name and commune. */
export const gestionnaireReader: KindReader = {
  table: 'gestionnaire',
  blank: { name: '', kind: 'other_public', siret: '', address: '', postcode: '', city: '', email: '', signatory: null },
  likenessOf: (row) => likenessOf(textOf(row, 'name')),
  read: readGestionnaire,
  check({ values }, cells) {
    if (values.name === undefined) cells.refuse(refuse('name_missing', {}));
    if (values.siret === undefined) cells.warn(warn('siret_missing', {}));
  },
};

function readGestionnaire({ cells, departementCode, directory }: Reading): Read {
  const siret = siretOf(cells);
  const bearer = siret === undefined ? undefined : directory.find('gestionnaire', departementCode, 'siret', siret);
  const name = cells.line('name');
  const id = cells.text('id');
  const kind = kindOf(cells);
  if (bearer && id !== '' && id !== bearer.id) cells.refuse(refuse('siret_taken', { given: siret! }));
  const values = said({
    name, siret, kind, address: cells.line('address'), postcode: postcodeOf(cells, departementCode), city: cells.line('city'), email: cells.mail('email'), signatory: cells.signatory(),
  });
  // A SIRET already known is the same body, whatever it is called now.
  // The nature is only guessed for a new card: what the préfecture chose is not overwritten by a guess.
  const finish = (before: Row | null): Row => (before === null && kind === undefined ? { kind: natureIn(name ?? '') ?? 'other_public' } : {});
  return { name: name ?? '', values, sourceKey: null, finish, ...(siret !== undefined && { unique: siret }), likeness: bearer ? gestionnaireReader.likenessOf(bearer) : likenessOf(name ?? '') };
}

/** Printed in groups, a SIRET comes with spaces; « 0 » before thirteen digits may be one a spreadsheet lost, which nobody can tell from a slip. */
function siretOf(cells: Cells): string | undefined {
  const given = cells.text('siret').replaceAll(/[\s.]/g, (mark) => (mark === '.' ? '.' : ''));
  if (given === '') return undefined;
  const fault = siretFault(given);
  if (fault !== null) cells.refuse(refuse(fault, { given }));
  return given;
}

function kindOf(cells: Cells): GestionnaireKind | undefined {
  const given = cells.text('kind');
  const found = direct.get(plain(given)) ?? natureIn(given);
  if (given !== '' && !found) cells.warn(warn('kind_guessed', { given }));
  return found;
}

function natureIn(words: string): GestionnaireKind | undefined {
  return natures.find(([pattern]) => pattern.test(plain(words)))?.[1];
}
