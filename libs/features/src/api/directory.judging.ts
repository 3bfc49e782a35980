import { siretFault, bareSiret } from '#libs/domain';
import type { Standing } from '#libs/domain';
import { siretFaults } from '#libs/features/directory-pages';
import type { FieldProblem } from './problem.js';

/** One problem per id that is not among those known; null names nothing. What already stood there may stay. */
export function unknownIds(field: string, given: readonly (string | null)[], known: readonly { id: string }[], message: string, kept: readonly string[] = []): FieldProblem[] {
  const isUnknown = (id: string | null) => id !== null && !kept.includes(id) && !known.some((one) => one.id === id);
  return given.some(isUnknown) ? [{ field, message }] : [];
}

/** A partner speaks for itself only. */
export function othersPartner(partnerId: string, { role, organisationId }: Standing): FieldProblem[] {
  return role !== 'partner' || partnerId === organisationId ? [] : [{ field: 'partnerId', message: 'Indiquez votre propre organisme : chacun tient ses référents et ses offres' }];
}

/** What is wrong with a number given as a SIRET; nothing when none is given. */
export function siretProblems(siret: string | null | undefined): FieldProblem[] {
  const fault = siret == null ? null : siretFault(bareSiret(siret));
  return fault ? [{ field: 'siret', message: siretFaults[fault] }] : [];
}
