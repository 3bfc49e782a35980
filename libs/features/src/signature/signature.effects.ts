import { Inject, Injectable } from '@nestjs/common';
import { addMonths, dayAt, startOfDay } from '#libs/domain';
import type { RoundEffect } from '#libs/domain';
import { accountById } from '#libs/features/identity';
import { loadRound, loadSignatory, roundLinks, rounds, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, CONFIG, Database, EffectRegistry, Mailer, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { codeMinutes } from './codes.js';
import type { GuessEffect } from './codes.js';
import { Desk } from './desk.js';
import { FreshLetters, copyMonths } from './fresh-letters.js';
import { FreshLinks, recoverySubject } from './fresh-links.js';
import type { LinkEffect, RecoveryEffect } from './fresh-links.js';
import { Invitations } from './invitations.js';
import type { InvitationEffect } from './invitations.js';
import { codeById, codesOfMailbox, latestCode } from './link.store.js';
import type { LinkPurpose } from './link.store.js';
import { exhaustedCodesMail, statusMail } from './link.mails.js';
import { MailedLinks } from './mailed-links.js';
import { replyTo, wordsFor } from './place-words.js';
import { endOfCollection, isAwaited } from './place.js';
import type { Place } from './place.js';
import { proposalById } from './proposal.store.js';
import { abandonmentMail, acknowledgementMail, codeMail, finalCopyMail, invitationMail, signatureMailsVersion } from './signature.mails.js';
import { replacementMail, signedByAnotherMail, supersessionMail } from './succession.mails.js';
import { codesOfSitting, isShared } from './shared-code.js';
import { SigningTable } from './sitting.js';
import { SmsCodes } from './sms-codes.js';
import { codeSms } from './sms-text.js';

/** Effects of a round on those who sign; the others live with the round, its evidence and the agreement that it opens. */
export type SignatoryEffect = Exclude<RoundEffect, { type: 'assembleDocument' | 'appendRevisions' | 'reportToClerks' | 'compileEvidence' | 'openTerm' }>;

/** Effects that this feature announces by itself, beside those the round decides. */
type OwnEffect = LinkEffect | GuessEffect;

const worker = systemActor('worker');

/** Writes to signatories. A mail that has become pointless (the person has signed, the round is closed) is not sent: no stale reminder after an outage. */
@Injectable()
export class SignatureEffects {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly links: MailedLinks,
    private readonly invitations: Invitations,
    private readonly table: SigningTable,
    private readonly fresh: FreshLinks,
    private readonly letters: FreshLetters,
    private readonly desk: Desk,
    private readonly sms: SmsCodes,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<SignatoryEffect>(rounds.kind, {
      inviteSignatory: { queue: 'mail', run: (delivery) => this.askToSign(delivery) },
      sendCode: { queue: 'code', run: (delivery) => this.sendCode(delivery) },
      sendSms: { queue: 'sms', run: (delivery) => this.sendSms(delivery) },
      acknowledgeApproval: { queue: 'mail', run: (delivery) => this.write(delivery, 'acknowledgement', always, async (place) => this.acknowledge(place)) },
      announceAbandonment: { queue: 'mail', run: (delivery) => this.write(delivery, 'abandonment', always, async (place) => abandonmentMail({ ...wordsFor(place, this.config), signed: place.slot.state === 'approved', reason: place.round.facts.abandonReason ?? '' })) },
      tellSignedByAnother: { queue: 'mail', run: (delivery) => this.write(delivery, 'signed_by_another', always, (place) => this.signedByAnother(place)) },
      announceReplacement: { queue: 'mail', run: (delivery) => this.write(delivery, 'replacement', always, async (place) => replacementMail(wordsFor(place, this.config))) },
      announceSupersession: { queue: 'mail', run: (delivery) => this.write(delivery, 'supersession', always, async (place) => supersessionMail({ ...wordsFor(place, this.config), signed: delivery.effect.signed, reason: place.round.facts.supersededReason ?? '' })) },
      deliverFinalCopy: { queue: 'mail', run: (delivery) => this.write(delivery, 'final_copy', always, (place) => this.copy(delivery, place)) },
    } satisfies EffectHandlers<SignatoryEffect>);
    effects.handle<OwnEffect>(rounds.kind, {
      sendFreshLink: { queue: 'mail', run: (delivery) => this.renew(delivery, 'fresh_link', isAwaited, (place) => this.invite(delivery, place, true, true)) },
      sendStatusLink: { queue: 'mail', run: (delivery) => this.renew(delivery, 'status', always, (place) => this.status(delivery, place)) },
      reportExhaustedCodes: { queue: 'mail', run: (delivery) => this.reportExhaustedCodes(delivery) },
    } satisfies EffectHandlers<OwnEffect>);
    effects.handle<RecoveryEffect>(recoverySubject, { answerRecovery: { queue: 'mail', run: ({ effect }) => this.fresh.answer(effect) } });
  }

  private async askToSign(delivery: Delivery<InvitationEffect>): Promise<void> {
    if (await this.invitations.leaveTogether(delivery)) return;
    await this.write(delivery, 'invitation', isAwaited, (place) => this.invite(delivery, place, delivery.effect.reminder));
  }

  /** What was asked for together leaves together. */
  private async renew(delivery: Delivery<LinkEffect>, kind: string, wanted: (place: Place) => boolean, content: (place: Place) => Promise<MailContent>): Promise<void> {
    if (!(await this.letters.leaveTogether(delivery))) await this.write(delivery, kind, wanted, content);
  }

  private async write(delivery: Delivery<SignatoryEffect | LinkEffect>, kind: string, wanted: (place: Place) => boolean, content: (place: Place) => Promise<MailContent>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const place = await this.place(delivery);
    if (!place || !wanted(place) || (await this.isPaused(delivery.effect, place))) return;
    const { person } = place;
    const recipient = { kind: 'signatory', id: person.id, address: person.email, name: `${person.firstName} ${person.lastName}` };
    await this.mailer.send(delivery, { kind: `signature.${kind}`, templateVersion: signatureMailsVersion, recipient, content: await content(place), replyTo: replyTo(place) });
  }

  /** One message for all the places that the same digits sign: that of the code they were drawn from. */
  private async sendCode(delivery: Delivery<Extract<RoundEffect, { type: 'sendCode' }>>): Promise<void> {
    const { codeId } = delivery.effect;
    if (isShared(codeId)) return;
    const typed = await this.typedAt(delivery);
    await this.write(delivery, 'code', () => typed.some(isAwaited), async () => {
      const [first, ...others] = typed as [Place, ...Place[]];
      return codeMail({ ...wordsFor(first, this.config), code: this.table.codeOf(codeId), minutes: codeMinutes, others: others.map(({ round, slot }) => ({ subject: round.id === first.round.id ? null : subjectOf(round), bodyName: slot.bodyName })) });
    });
  }

  private async sendSms(delivery: Delivery<Extract<RoundEffect, { type: 'sendSms' }>>): Promise<void> {
    const { codeId } = delivery.effect;
    if (isShared(codeId)) return;
    const [place, others] = [await this.place(delivery), await this.sharing(delivery)];
    const code = await this.db.withIdentity(worker, (tx) => codeById(tx, codeId));
    if (!place || !code || ![place, ...others].some(isAwaited)) return;
    // Kept waiting by the gateway, it would arrive after the one that was asked for since, and be typed in its place.
    if ((await this.db.withIdentity(worker, (tx) => latestCode(tx, code.linkId)))?.id !== codeId) return;
    const { departement } = place.round.dossier!;
    await this.sms.send(delivery, place, code, codeSms({
      prefecture: lowerFirst(departement.prefecture.name), subject: subjectOf(place.round).short, code: this.table.codeOf(code.id), minutes: codeMinutes,
      bodyNames: [place, ...others].map(({ slot }) => slot.bodyName), demonstration: this.config.mode === 'demonstration',
    }));
  }

  /** The places where that code is still the one to type, its own first; none once it is too old. Kept waiting by a server, it would arrive after the one that was asked for since, and cost it a try. */
  private async typedAt(delivery: Delivery<Extract<RoundEffect, { type: 'sendCode' }>>): Promise<Place[]> {
    const { codeId } = delivery.effect;
    const code = await this.db.withIdentity(worker, (tx) => codeById(tx, codeId));
    if (!code || code.expiresAt <= this.clock.now()) return [];
    const isLatest = (await this.db.withIdentity(worker, (tx) => latestCode(tx, code.linkId)))?.id === codeId;
    const [own, others] = [isLatest ? await this.place(delivery) : null, await this.sharing(delivery)];
    return [...(own ? [own] : []), ...others];
  }

  /** The other places of the sitting that this code signs. */
  private sharing({ effect: { codeId, signatoryId } }: Delivery<Extract<RoundEffect, { type: 'sendCode' | 'sendSms' }>>): Promise<Place[]> {
    return this.db.withIdentity(worker, async (tx) => {
      const sameMailbox = await codesOfMailbox(tx, signatoryId, this.clock.now());
      const mailed = sameMailbox.find(({ id }) => id === codeId);
      const others = mailed ? codesOfSitting(mailed, sameMailbox).filter(({ id }) => id !== codeId) : [];
      return Promise.all(others.map(async ({ link }) => {
        const round = await loadRound(tx, link.roundId);
        return { round, slot: round.facts.slots.find(({ id }) => id === link.slotId)!, person: await loadSignatory(tx, link.signatoryId) };
      }));
    });
  }

  /** `whole`: to whoever asked to find everything again. */
  private async invite(delivery: Delivery, place: Place, reminder: boolean, whole = false): Promise<MailContent> {
    const { facts } = place.round;
    const end = endOfCollection(place.round);
    if (!facts.collectUntil || !end) throw new Error(`Round ${place.round.number} invites without a last day`);
    const url = await this.link(delivery, place, 'sign', end);
    // The link of this mail bears its id.
    const others = whole ? Math.max(0, (await this.desk.awaited(delivery.id)) - 1) : 0;
    return invitationMail({ ...wordsFor(place, this.config), url, deadline: facts.collectUntil, reminder, replaced: await this.replaced(facts.supersedes), others });
  }

  /** Whoever said that it is not for them is not reminded of it, until the préfecture answers; they may still ask for their link. */
  private async isPaused(effect: SignatoryEffect | LinkEffect, { slot, person }: Place): Promise<boolean> {
    const { proposalId } = slot;
    if (effect.type !== 'inviteSignatory' || !effect.reminder || !proposalId) return false;
    return (await this.db.withIdentity(worker, (tx) => proposalById(tx, proposalId)))?.signatoryId === person.id;
  }

  private async status(delivery: Delivery, place: Place): Promise<MailContent> {
    const url = await this.link(delivery, place, 'copy', this.inMonths(copyMonths, place.round));
    return statusMail({ ...wordsFor(place, this.config), url, months: copyMonths });
  }

  /** To whoever follows the round. */
  private async reportExhaustedCodes(delivery: Delivery<GuessEffect>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { round, account } = await this.db.withIdentity(worker, async (tx) => {
      const loaded = await loadRound(tx, delivery.subjectId);
      return { round: loaded, account: /^[0-9a-f-]{36}$/.test(loaded.createdBy) ? await accountById(tx, loaded.createdBy) : null };
    });
    const { name, prefecture } = round.dossier!.departement;
    const recipient = account ? { kind: 'account', id: account.id, address: account.email, name: account.fullName } : { kind: 'prefecture', id: round.departementCode, address: prefecture.email, name: prefecture.name };
    const bodyName = round.facts.slots.find(({ id }) => id === delivery.effect.slotId)?.bodyName ?? '';
    const content = exhaustedCodesMail({ name: recipient.name, departementName: name, number: round.number, bodyName, url: `${this.config.publicUrl}${roundLinks.page(round.id)}`, demonstration: this.config.mode === 'demonstration' });
    await this.mailer.send(delivery, { kind: 'signature.codes_exhausted', templateVersion: signatureMailsVersion, recipient, content });
  }

  /** Why the text before this one was replaced: whoever had read or signed it must know. */
  private async replaced(roundId: string | null): Promise<string | null> {
    return roundId && this.db.withIdentity(worker, async (tx) => (await loadRound(tx, roundId)).facts.supersededReason);
  }

  private async signedByAnother(place: Place): Promise<MailContent> {
    const signer = await this.db.withIdentity(worker, (tx) => loadSignatory(tx, place.slot.signatoryId));
    return signedByAnotherMail({ ...wordsFor(place, this.config), signer });
  }

  private acknowledge({ round, slot, person }: Place): MailContent {
    return acknowledgementMail({ ...wordsFor({ round, slot, person }, this.config), signedAt: slot.since ?? instantOf(this.clock), timeZone: round.timeZone, contentHash: round.facts.contentHash ?? '' });
  }

  private async copy(delivery: Delivery, place: Place): Promise<MailContent> {
    const url = await this.link(delivery, place, 'copy', this.inMonths(copyMonths, place.round));
    return finalCopyMail({ ...wordsFor(place, this.config), url, months: copyMonths, finalHash: place.round.facts.finalHash ?? '' });
  }

  private inMonths(months: number, { timeZone }: RoundRow): Date {
    return new Date(startOfDay(addMonths(dayAt(instantOf(this.clock), timeZone), months), timeZone));
  }

  private link(delivery: Delivery, place: Place, purpose: LinkPurpose, expiresAt: Date): Promise<string> {
    return this.links.keep(delivery.id, place, purpose, expiresAt);
  }

  private place(delivery: Delivery<SignatoryEffect | LinkEffect>): Promise<Place | null> {
    const { slotId, signatoryId } = delivery.effect;
    return this.db.withIdentity(worker, async (tx) => {
      const round = await loadRound(tx, delivery.subjectId);
      const slot = round.facts.slots.find(({ id }) => id === slotId);
      return slot ? { round, slot, person: await loadSignatory(tx, signatoryId) } : null;
    });
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function always(): boolean {
  return true;
}
