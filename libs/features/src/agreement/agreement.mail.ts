import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { departementOf, stableId } from '#libs/features/directory';
import { Database, Mailer, systemActor } from '#libs/platform';
import type { Delivery, MailAttachment, MailContent } from '#libs/platform';
import { partiesOf } from './agreement.store.js';
import type { AgreementParty, AgreementRow } from './agreement.store.js';

export type MailAddressee = { kind: string; id: string; name: string; address: string };

/** `all`: those bound today and those who will be. The préfecture is asked apart: it is the house's, not the préfet's. */
export type MailRecipients = { parties?: readonly string[] | 'all'; prefecture?: boolean; addresses?: readonly { id: string; name: string; address: string }[] };

export type AgreementLetter = { kind: string; version: string; content: (to: MailAddressee) => MailContent; attachments?: readonly MailAttachment[] };

const worker = systemActor('worker');

/** Writes to those who must hear of an agreement. One effect may write to many: each has a mail of its own, and a repeat sends only those that are missing. */
@Injectable()
export class AgreementMail {
  constructor(private readonly db: Database, private readonly mailer: Mailer) {}

  /** Rejects after the others have been tried when a mail is refused: the effect comes back for it. */
  async tell(delivery: Delivery, agreement: AgreementRow, to: MailRecipients, letter: AgreementLetter): Promise<void> {
    await this.write(delivery, await this.db.withIdentity(worker, (tx) => addresseesOf(tx, agreement, to)), letter);
  }

  /** The same, to people already chosen. */
  async write(delivery: Delivery, recipients: readonly MailAddressee[], { kind, version, content, attachments }: AgreementLetter): Promise<void> {
    const faults: unknown[] = [];
    for (const recipient of recipients) {
      const own = { ...delivery, id: stableId(`mail/${delivery.id}/${recipient.kind}/${recipient.id}`) };
      if (await this.mailer.isSent(own)) continue;
      await this.mailer.send(own, { kind, templateVersion: version, recipient, content: content(recipient), ...(attachments && { attachments }) }).catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw faults[0];
  }
}

/** One address is written to once, whatever the number of parties it reads the mails of. */
async function addresseesOf(tx: EntityManager, agreement: AgreementRow, { parties = [], prefecture = false, addresses = [] }: MailRecipients): Promise<MailAddressee[]> {
  const bound = (await partiesOf(tx, agreement.id)).filter(({ until }) => until === null);
  const written = parties === 'all' ? bound : (await partiesOf(tx, agreement.id)).filter(({ partyId }) => parties.includes(partyId));
  const found: MailAddressee[] = addresses.map((one) => ({ kind: 'address', ...one }));
  if (prefecture) found.push(...(await prefectureOf(tx, agreement.departementCode)));
  for (const party of written) found.push(...(party.kind === 'prefet' ? await prefectureOf(tx, agreement.departementCode) : await peopleOf(tx, agreement.departementCode, party)));
  return found.filter(({ address }, rank) => found.findIndex((other) => other.address.toLowerCase() === address.toLowerCase()) === rank);
}

async function prefectureOf(tx: EntityManager, departementCode: string): Promise<MailAddressee[]> {
  const departement = await departementOf(tx, departementCode);
  return departement ? [{ kind: 'prefecture', id: departementCode, name: departement.prefecture.name, address: departement.prefecture.email }] : [];
}

/** Those who act for the organisation here; nobody does: the address on its card. */
export async function peopleOf(tx: EntityManager, departementCode: string, { partyId, name }: Pick<AgreementParty, 'partyId' | 'name'>): Promise<MailAddressee[]> {
  const people: MailAddressee[] = await tx.query(
    `select distinct 'account' as kind, a.id::text as id, a.full_name as name, a.email as address from membership m join account a on a.id = m.account_id
     where m.organisation_id::text = $1 and m.role in ('gestionnaire', 'partner') and m.departement_code = $2 and m.ended_at is null and a.disabled_at is null`,
    [partyId, departementCode],
  );
  if (people.length > 0) return people;
  const [card]: { address: string | null }[] = await tx.query(
    `select email as address from gestionnaire where id::text = $1 union all select email from national_partner_body where id::text = $1 union all select email from local_partner where id::text = $1`, [partyId],
  );
  return card?.address ? [{ kind: 'organisation', id: partyId, name, address: card.address }] : [];
}
