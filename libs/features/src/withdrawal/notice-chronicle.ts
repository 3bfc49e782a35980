import type { EntityManager } from 'typeorm';
import { addDays, notifyBy, withdrawalFinding, withdrawalStateNames } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { firstDispatch } from './notice-rules.js';
import { isFallen, namesOf, noticeName, ofName } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawalsOf } from './withdrawal.store.js';
import type { WithdrawalRow } from './withdrawal.store.js';

/** Notices in an agreement's life: when the letter left, until when its reception may be proven, and the last day of the party that leaves. */
export async function noticeChronicle(tx: EntityManager, agreement: AgreementRow, today: LegalDay): Promise<ChronicleEntry[]> {
  const nameOf = namesOf(await partiesOf(tx, agreement.id));
  return (await withdrawalsOf(tx, agreement.id)).filter(({ facts, state }) => facts.letters.length > 0 && state !== 'cancelled').flatMap((row) => entriesOf(row, nameOf(row.facts.party.id), today, isFallen(row, agreement.facts)));
}

function entriesOf(row: WithdrawalRow, name: string, today: LegalDay, fallen: boolean): ChronicleEntry[] {
  const { id, facts, state } = row;
  const { countedOn } = withdrawalFinding(facts);
  const shared = { lane: 'notice', href: noticeLinks.page(id) } as const;
  const notice = noticeName(facts.party.kind);
  const awaited = state === 'sent' || state === 'pressing';
  const useful = awaited ? notifyBy(facts) : null;
  return [
    { uid: `notice-${id}-sent`, on: firstDispatch(facts, [], today), title: `${notice} ${ofName(name)} : envoi de la lettre`, detail: `Préavis ${withdrawalStateNames[state]}.`, tone: 'done', ...shared },
    ...(countedOn ? [{ uid: `notice-${id}-received`, on: countedOn, title: `${notice} ${ofName(name)} : réception`, tone: state === 'late' ? ('late' as const) : ('done' as const), ...shared }] : []),
    ...(useful ? [{ uid: `notice-${id}-proof`, on: useful, title: `Dernier jour pour que la lettre ${ofName(name)} soit reçue`, tone: useful < today ? ('late' as const) : ('due' as const), concerns: [facts.party.id, ...facts.addressees.filter(({ decides }) => decides).map((one) => one.id)], ...shared }] : []),
    ...(facts.leavesOn ? [{ uid: `notice-${id}-effect`, on: facts.leavesOn, title: fallen ? `${notice} ${ofName(name)} : restée sans effet` : `Dernier jour ${ofName(name)} dans la convention`, tone: addDays(facts.leavesOn, 1) <= today ? ('done' as const) : ('due' as const), ...shared }] : []),
  ];
}
