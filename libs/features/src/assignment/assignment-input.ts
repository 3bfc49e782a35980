import { legalDay, legalGrounds } from '#libs/domain';
import type { LegalDay, LegalGround } from '#libs/domain';
import type { Fields } from '#libs/platform';
import type { FieldError } from '#libs/ui';
import type { TypedAssignment } from './assignment-form.views.js';
import type { NewAssignment } from './assignments.js';

/** @param structures those that are ticked */
export function typedFrom(fields: Fields, structures: readonly string[] = []): TypedAssignment {
  const { assignor = '', name = '', siret = '', part = 'whole', effectOn = '', reason = '', ground = '', reference = '', actOn = '' } = fields;
  return { assignor, name, siret, part, structures, effectOn, reason, ground, reference, actOn };
}

export function readDay(typed: string): LegalDay | null {
  try {
    return legalDay(typed);
  } catch {
    return null;
  }
}

/** A ground that the law gives is named with its article; another one is cited by whoever asks. */
function groundOf({ ground, reference, actOn }: TypedAssignment): LegalGround | null {
  if (ground === 'consent') return null;
  const text = ground === 'epci_merger' || ground === 'new_commune' ? legalGrounds[ground] : '';
  // Without the act itself, the article alone says nothing of this case.
  return { reference: reference.trim() === '' ? '' : [reference.trim(), text].filter(Boolean).join(', '), actOn: readDay(actOn) };
}

export function readAssignment(form: TypedAssignment): { ok: true; asked: NewAssignment } | { ok: false; errors: FieldError[] } {
  const effectOn = readDay(form.effectOn);
  const errors: FieldError[] = [
    ...(form.ground === '' ? [{ field: 'ground', message: 'Choisissez à quel titre la place change de main.' }] : []),
    ...(effectOn ? [] : [{ field: 'effectOn', message: 'Indiquez le jour d’effet.' }]),
  ];
  if (errors.length > 0 || !effectOn) return { ok: false, errors };
  const part = form.part === 'structures' ? ({ kind: 'structures', structureIds: form.structures } as const) : ({ kind: 'whole' } as const);
  return { ok: true, asked: { assignorId: form.assignor || null, name: form.name, siret: form.siret, part, effectOn, reason: form.reason, byLaw: groundOf(form) } };
}
