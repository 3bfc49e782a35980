import { possibleEvents, prefetBodyId, withdrawalWorkflow } from '#libs/domain';
import type { NoticeLetter, PartyKind, Standing } from '#libs/domain';
import type { AgreementParty } from '#libs/features/agreement';
import type { WithdrawalRow } from './withdrawal.store.js';

/** What somebody may do to a notice now: what the table still answers, and theirs to ask. */
export type NoticeRights = {
  /** Prepares it, writes its letters: the party, whoever entered it, or a gestionnaire it is written to, for what that one received. */
  prepare: boolean;
  /** Of which addressee letters may be entered; null: of any. */
  lettersOf: string | null;
  outcomes: readonly string[];
  decisions: readonly string[];
  examine: boolean;
  cancel: boolean;
  attach: boolean;
};

const cameBack: readonly NoticeLetter['outcome'][] = ['refused', 'unclaimed', 'returned'];
const toldToParties: readonly WithdrawalRow['state'][] = ['accepted_in_time', 'late'];

/** Who somebody is to a notice, whatever its state. */
export type NoticeRole = {
  isClerk: boolean;
  /** The party itself, whoever entered it, or the préfecture. */
  keeps: boolean;
  /** A gestionnaire it is written to. */
  receives: (addresseeId: string) => boolean;
  /** Once the parties were told of a departure, only the préfecture takes a mistake back. */
  mayCancel: boolean;
};

export function roleIn({ state, filedBy, facts }: Pick<WithdrawalRow, 'state' | 'filedBy' | 'facts'>, { role, organisationId }: Standing): NoticeRole {
  const isClerk = role === 'prefecture';
  const isParty = (role === 'gestionnaire' || role === 'partner') && organisationId !== null && (filedBy === organisationId || facts.party.id === organisationId);
  return {
    isClerk,
    keeps: isClerk || isParty,
    receives: (id) => role === 'gestionnaire' && id === organisationId,
    mayCancel: isClerk || (isParty && !toldToParties.includes(state)),
  };
}

export function rightsOn(row: Pick<WithdrawalRow, 'state' | 'filedBy' | 'facts'>, standing: Standing): NoticeRights {
  const { isClerk, keeps, receives, mayCancel } = roleIn(row, standing);
  const { letters, addressees } = row.facts;
  const possible = possibleEvents(withdrawalWorkflow, row.state);
  const settled = toldToParties.includes(row.state) || row.state === 'without_object';
  const provable = letters.filter(({ mode, outcome, addresseeId }) => mode !== 'plain_message' && (!settled || outcome === 'pending') && (keeps || receives(addresseeId)));
  const isAddressee = addressees.some(({ id, kind }) => kind === 'gestionnaire' && receives(id));
  return {
    prepare: (keeps || isAddressee) && possible.has('send'),
    lettersOf: keeps ? null : standing.organisationId,
    outcomes: possible.has('recordOutcome') ? provable.map(({ id }) => id) : [],
    decisions: isClerk && possible.has('decideReception') ? letters.filter(({ outcome }) => cameBack.includes(outcome)).map(({ id }) => id) : [],
    examine: possible.has('examine') && isAddressee,
    cancel: mayCancel && possible.has('cancel'),
    attach: keeps || isAddressee,
  };
}

/** As long as nothing is settled, what comes from the same party is about the same departure: three gestionnaires who each enter their letter enter one notice. */
const unsettled: readonly WithdrawalRow['state'][] = ['sent', 'pressing', 'not_received', 'information_only'];
export function isUnsettled({ state }: Pick<WithdrawalRow, 'state'>): boolean {
  return unsettled.includes(state);
}

/** How a party may leave (art. 7): `not_provided` for the préfet and the national partners. */
export type WayOut = 'withdraw' | 'denounce' | 'not_provided';
export const wayOut: Readonly<Record<PartyKind, WayOut>> = { local_partner: 'withdraw', gestionnaire: 'denounce', national_partner: 'not_provided', prefet: 'not_provided' };

/** In the name of which party somebody acts; the préfecture acts for the préfet. */
export function partyOf(parties: readonly AgreementParty[], { role, organisationId }: Standing): AgreementParty | null {
  const id = role === 'prefecture' ? prefetBodyId : organisationId;
  return parties.find(({ partyId }) => partyId === id) ?? null;
}

/** Whose letters somebody may enter after receiving them: a gestionnaire those of local partners, the préfecture any. */
export function registrable(parties: readonly AgreementParty[], { role }: Standing): AgreementParty[] {
  if (role === 'prefecture') return parties.filter(({ kind }) => wayOut[kind] !== 'not_provided');
  return role === 'gestionnaire' ? parties.filter(({ kind }) => kind === 'local_partner') : [];
}
