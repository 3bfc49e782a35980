import type { NationalPartner, Referent } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { nationalBodyDomain } from './national-bodies.js';
import { fictionalPhone, mailOf } from './people.js';
import { structureId } from './structures.js';

/** One référent of each partner for the whole département, then some who follow one structure closely (art. 5.2.1, annexe 6). */
// prettier-ignore
const rows: readonly [partner: string, fullName: string, structure: string | null][] = [
  ['france_travail', 'Mélanie Cabrol', null],
  ['france_travail', 'Rachid Amrani', 'France Services Langogne'],
  ['france_travail', 'Sophie Nogaret', 'France Services Marvejols'],
  ['cnam', 'Damien Vernhet', null],
  ['cnam', 'Aurélie Pontier', 'Bus France Services de la Lozère'],
  ['msa', 'Bérengère Laurans', null],
  ['msa', 'Yann Calvignac', 'France Services Nasbinals'],
  ['cnaf', 'Céline Trémolet', null],
  ['cnaf', 'Hugo Delpuech', 'France Services Florac Trois Rivières'],
  ['cnav', 'Martine Rigal', null],
  ['dgfip', 'Stéphane Issartel', null],
  ['dgfip', 'Léa Pignol', 'France Services Mende'],
  ['la_poste', 'Corinne Saltel', null],
  ['justice', 'Mathieu Chazal', null],
  ['interieur', 'Émilie Grousset', null],
];

/** The référents of the partners given; a partner the demonstration does not know has none, and `gaps` will say so. */
export function demonstrationReferents(partners: readonly NationalPartner[]): Referent[] {
  return partners.flatMap(({ id: partnerId, code }) =>
    rows
      .map((row, line) => ({ row, line }))
      .filter(({ row: [partner] }) => partner === code)
      .map(({ row: [, fullName, structure], line }) => ({
        id: stableId(`demonstration/referent/${code}/${fullName}`),
        partnerId,
        structureId: structure === null ? null : structureId(structure),
        fullName,
        phone: fictionalPhone(200 + line),
        email: mailOf(fullName, nationalBodyDomain(code)),
      })),
  );
}
