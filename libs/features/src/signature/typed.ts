import { reasonLengthMax } from '#libs/domain';
import type { Fields } from '#libs/platform';
import type { FieldError } from '#libs/ui';

/** Shorter is no name. */
const nameLengthMin = 3;
/** The longest names known are half as long; what is longer is no name either. */
const nameLengthMax = 200;
/** RFC 5321, section 4.5.3.1.3: a path holds 256 characters, angle brackets included. */
const emailLengthMax = 254;

/** What somebody typed who says that another should sign. */
export type TypedProposal = { saidBy: string; fullName: string; email: string; reason: string | null };
/** The same as it came, to be shown again. */
export type ProposalFields = Record<'saidBy' | 'successorName' | 'successorEmail' | 'why', string>;
export const emptyProposal: ProposalFields = { saidBy: '', successorName: '', successorEmail: '', why: '' };

/** A name on one line, without what no keyboard types: line breaks would forge headers, and marks of direction would make it read as another. Null when it is none. */
export function readName(typed: string): string | null {
  const name = typed.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim();
  return name.length >= nameLengthMin && name.length <= nameLengthMax ? name : null;
}

/** An address to which one could write; null when it is none. */
export function readAddress(typed: string): string | null {
  const address = typed.trim();
  return address.length <= emailLengthMax && /^[^\s@\p{Cc}<>"(),:;\\]+@[^\s@\p{Cc}<>"(),:;\\]+$/u.test(address) ? address : null;
}

/** The proposal, or what is to be mended in it. */
export function readProposal(fields: Fields): { typed: ProposalFields; proposal: TypedProposal } | { typed: ProposalFields; errors: FieldError[] } {
  const typed = Object.fromEntries(Object.entries(emptyProposal).map(([name, empty]) => [name, fields[name] ?? empty])) as ProposalFields;
  const [saidBy, fullName, email, why] = [readName(typed.saidBy), readName(typed.successorName), readAddress(typed.successorEmail), typed.why.trim()];
  if (saidBy && fullName && email && why.length <= reasonLengthMax) return { typed, proposal: { saidBy, fullName, email, reason: why || null } };
  const errors = [
    ...(fullName ? [] : [{ field: 'successorName', message: 'Indiquez le prénom et le nom de la personne qui doit signer.' }]),
    ...(email ? [] : [{ field: 'successorEmail', message: 'Indiquez son adresse électronique, par exemple nom@domaine.fr' }]),
    ...(why.length <= reasonLengthMax ? [] : [{ field: 'why', message: `Tenez en ${reasonLengthMax} caractères : le détail se dit à la préfecture.` }]),
    ...(saidBy ? [] : [{ field: 'saidBy', message: 'Tapez votre prénom et votre nom.' }]),
  ];
  return { typed, errors };
}
