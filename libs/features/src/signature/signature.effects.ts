import { Inject, Injectable } from '@nestjs/common';
import { addDays, addMonths, dayAt, startOfDay } from '#libs/domain';
import type { RoundEffect, Slot } from '#libs/domain';
import { loadRound, loadSignatory, rounds, subjectOf } from '#libs/features/round';
import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { CLOCK, CONFIG, Database, EffectRegistry, KeyStore, Mailer, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { insertLink } from './link.store.js';
import type { LinkPurpose } from './link.store.js';
import { abandonmentMail, acknowledgementMail, codeMail, finalCopyMail, invitationMail, signatureMailsVersion } from './signature.mails.js';
import type { SignatoryMail } from './signature.mails.js';
import { signatureLinks } from './signature.links.js';
import { SigningTable, codeMinutes } from './sitting.js';

/** Effects of a round on those who sign; the others live with the round, its evidence and the agreement that it opens. */
export type SignatoryEffect = Exclude<RoundEffect, { type: 'assembleDocument' | 'appendRevisions' | 'reportToClerks' | 'compileEvidence' | 'openTerm' }>;

/** The sealed copy is an original (C. civ. 1375): a year leaves time to file it, and a fresh link can be asked for after. */
const copyMonths = 12;

const worker = systemActor('worker');

type Place = { round: RoundRow; slot: Slot; person: SignatoryRow };

/** Writes to signatories. A mail that has become pointless (the person has signed, the round is closed) is not sent: no stale reminder after an outage. */
@Injectable()
export class SignatureEffects {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly keys: KeyStore,
    private readonly table: SigningTable,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<SignatoryEffect>(rounds.kind, {
      inviteSignatory: { queue: 'mail', run: (delivery) => this.write(delivery, 'invitation', isAwaited, (place) => this.invite(delivery, place, delivery.effect.reminder)) },
      sendCode: { queue: 'mail', run: (delivery) => this.write(delivery, 'code', isAwaited, async (place) => codeMail({ ...words(place, this.config), code: this.table.codeOf(delivery.effect.codeId), minutes: codeMinutes })) },
      acknowledgeApproval: { queue: 'mail', run: (delivery) => this.write(delivery, 'acknowledgement', always, async (place) => this.acknowledge(place)) },
      announceAbandonment: { queue: 'mail', run: (delivery) => this.write(delivery, 'abandonment', always, async (place) => abandonmentMail({ ...words(place, this.config), signed: place.slot.state === 'approved', reason: place.round.facts.abandonReason ?? '' })) },
      deliverFinalCopy: { queue: 'mail', run: (delivery) => this.write(delivery, 'final_copy', always, (place) => this.copy(delivery, place)) },
    } satisfies EffectHandlers<SignatoryEffect>);
  }

  private async write(delivery: Delivery<SignatoryEffect>, kind: string, wanted: (place: Place) => boolean, content: (place: Place) => Promise<MailContent>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const place = await this.place(delivery);
    if (!place || !wanted(place)) return;
    const { person } = place;
    const recipient = { kind: 'signatory', id: person.id, address: person.email, name: `${person.firstName} ${person.lastName}` };
    await this.mailer.send(delivery, { kind: `signature.${kind}`, templateVersion: signatureMailsVersion, recipient, content: await content(place) });
  }

  private async invite(delivery: Delivery, place: Place, reminder: boolean): Promise<MailContent> {
    const { facts, timeZone } = place.round;
    if (!facts.collectUntil) throw new Error(`Round ${place.round.number} invites without a last day`);
    const url = await this.link(delivery, place, 'sign', new Date(startOfDay(addDays(facts.collectUntil, 1), timeZone)));
    return invitationMail({ ...words(place, this.config), url, deadline: facts.collectUntil, reminder });
  }

  private acknowledge({ round, slot, person }: Place): MailContent {
    return acknowledgementMail({ ...words({ round, slot, person }, this.config), signedAt: slot.since ?? instantOf(this.clock), timeZone: round.timeZone, contentHash: round.facts.contentHash ?? '' });
  }

  private async copy(delivery: Delivery, place: Place): Promise<MailContent> {
    const { round } = place;
    const until = startOfDay(addMonths(dayAt(instantOf(this.clock), round.timeZone), copyMonths), round.timeZone);
    const url = await this.link(delivery, place, 'copy', new Date(until));
    return finalCopyMail({ ...words(place, this.config), url, months: copyMonths, finalHash: round.facts.finalHash ?? '' });
  }

  /** The link of this mail, kept before the mail leaves. Its token is derived from the mail's id: sent again, the mail is the same. */
  private async link(delivery: Delivery, { round, slot, person }: Place, purpose: LinkPurpose, expiresAt: Date): Promise<string> {
    const token = this.keys.derive('link', delivery.id).toString('base64url');
    await this.db.withIdentity(worker, (tx) =>
      insertLink(tx, { id: delivery.id, purpose, roundId: round.id, slotId: slot.id, signatoryId: person.id, contentHash: round.facts.contentHash ?? '', createdAt: this.clock.now(), expiresAt }, token),
    );
    return `${this.config.publicUrl}${purpose === 'sign' ? signatureLinks.page(token) : signatureLinks.finalCopy(token)}`;
  }

  private place(delivery: Delivery<SignatoryEffect>): Promise<Place | null> {
    const { slotId, signatoryId } = delivery.effect;
    return this.db.withIdentity(worker, async (tx) => {
      const round = await loadRound(tx, delivery.subjectId);
      const slot = round.facts.slots.find(({ id }) => id === slotId);
      return slot ? { round, slot, person: await loadSignatory(tx, signatoryId) } : null;
    });
  }
}

function isAwaited({ round, slot, person }: Place): boolean {
  return round.state === 'collecting' && slot.state === 'invited' && slot.signatoryId === person.id;
}

function always(): boolean {
  return true;
}

function words({ round, slot, person }: Place, config: Config): SignatoryMail {
  const { departement } = round.dossier!;
  const { name, email, phone } = departement.prefecture;
  return {
    person, bodyName: slot.bodyName, departementName: departement.name, subject: subjectOf(round), contact: { name, email, phone }, demonstration: config.mode === 'demonstration',
  };
}
