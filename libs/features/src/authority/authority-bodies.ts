import { officeTitles } from '#libs/domain';
import type { MentionWords, SigningAuthority, SigningBodyKind, Slot, Titled } from '#libs/domain';
import type { RoundRow, SignatoryRow } from '#libs/features/round';

/** What sort of body sits at a place, as the dossier of the round has it. */
export function bodyKindOf({ dossier }: Pick<RoundRow, 'dossier'>, { college, bodyId }: Pick<Slot, 'college' | 'bodyId'>): SigningBodyKind {
  if (college === 'prefet') return 'prefet';
  if (college === 'partenaire_national') return 'national_partner';
  if (college === 'partenaire_local') return 'local_partner';
  return dossier?.gestionnaires.find(({ id }) => id === bodyId)?.kind ?? 'other_public';
}

/** Whose office it is, and who signs, for the block of the signature. */
export function mentionWords(round: Pick<RoundRow, 'dossier'>, slot: Pick<Slot, 'college' | 'bodyId'>, { power }: SigningAuthority, person: SignatoryRow): MentionWords {
  return { holder: holderOf(round, slot, power.office, person), signer: { title: person.quality, civility: person.civility } };
}

/** The holder is not named anywhere when somebody else signs: the directory's card gives the title when it is that of another person than the signer. */
function holderOf({ dossier }: Pick<RoundRow, 'dossier'>, { college, bodyId }: Pick<Slot, 'college' | 'bodyId'>, office: SigningAuthority['power']['office'], person: SignatoryRow): Titled {
  if (office === 'prefet') {
    const civility = /^la\b/i.test(dossier?.departement.prefetTitle ?? '') ? 'Mme' : 'M.';
    return { title: officeTitles.prefet[civility], civility };
  }
  const card = college === 'gestionnaire' ? dossier?.gestionnaires.find(({ id }) => id === bodyId)?.signatory : null;
  const other = card && card.lastName !== person.lastName ? card : null;
  if (office === 'head') return other ? { title: other.quality, civility: other.civility } : { title: 'représentant légal', civility: 'M.' };
  return { title: officeTitles[office][other?.civility ?? 'M.'], civility: other?.civility ?? 'M.' };
}
