import { Inject, Injectable } from '@nestjs/common';
import type { AuthorityMention, CodeChannel, NextRevision, RevisionKind, Slot } from '#libs/domain';
import { Certificates } from '#libs/features/keys';
import { Timestamps, ValidationMaterials, isTimestampFault, proofOf } from '#libs/features/sealing';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { USER_NOTICE_MAX, appendDocumentTimestamp, appendRevision, appendSecurityStore, nextTimestampField } from '#libs/signing';
import type { Prefix, SecurityStoreIndex, SignerIdentity, SigningAct, SigningManifest } from '#libs/signing';
import { approvalAct, certificationAct, paperAct, sealAct } from './document.acts.js';
import type { ApprovalForRevision, RevisionRow } from './document.store.js';
import type { RoundRow, SignatoryRow } from './round.store.js';

/** A revision made, not yet written: its bytes, the file it makes, and what the table keeps of it. */
export type MadeRevision = {
  kind: RevisionKind;
  slotId: string | null;
  bytes: Buffer;
  prefix: Prefix;
  store: SecurityStoreIndex | null;
  proof: Pick<RevisionRow, 'field' | 'certificateSerial' | 'timestamped' | 'provenAt' | 'certificates' | 'token'>;
};

export type Ground = { round: RoundRow; manifest: SigningManifest; prefix: Prefix; store: SecurityStoreIndex | null };
/** What the file holds that validators will have to check. */
export type Held = { certificates: readonly Buffer[]; tokens: readonly Buffer[]; /** Among these, what signatories brought with their own certificates. */ foreign: { certificates: readonly Buffer[]; tokens: readonly Buffer[] } };
export type ApprovedSlot = { slot: Slot; approval: ApprovalForRevision; person: SignatoryRow };

/** How a signatory is identified: written in their certificate, and said again by the evidence file. */
const identifications: Record<CodeChannel, string> = {
  mail: 'Lien personnel et code envoyés à l’adresse électronique déclarée par la préfecture',
  sms: 'Lien personnel envoyé à l’adresse électronique, et code envoyé au numéro de téléphone, déclarés par la préfecture',
};
/** The same, with the title under which the person signs for another: « Pour le préfet et par délégation, la secrétaire générale ». */
export function identificationOf(mention: AuthorityMention | null, channel: CodeChannel = 'mail'): string {
  const identification = identifications[channel];
  const title = mention?.capacity.join(' ') ?? '';
  return title === '' ? identification : [...`${identification} ; ${title}`].slice(0, USER_NOTICE_MAX).join('');
}

/** The same for a signature given by hand. */
export const attestation = 'Signature manuscrite attestée par la préfecture, qui garde l’exemplaire papier et sa copie numérisée';
const bare: MadeRevision['proof'] = { field: null, certificateSerial: null, timestamped: false, provenAt: null, certificates: null, token: null };

/** Makes revisions of a document, in memory: keys, tokens and validation data are asked for here, and no lock is held meanwhile. */
@Injectable()
export class DocumentRevisions {
  constructor(
    private readonly certificates: Certificates,
    private readonly timestamps: Timestamps,
    private readonly materials: ValidationMaterials,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get authority(): 'answering' | 'silent' {
    return this.timestamps.standing;
  }

  async certification(ground: Pick<Ground, 'round' | 'manifest' | 'prefix'>): Promise<MadeRevision> {
    const now = this.clock.now();
    return this.signature(ground, certificationAct(ground.round, now), 'certification', null, await this.certificates.forService('certification', now));
  }

  async approval(ground: Ground, { slot, approval, person }: ApprovedSlot): Promise<MadeRevision> {
    const { round } = ground;
    if (approval.paper) return this.attestation(ground, slot, person, approval.paper, approval.approvedAt);
    const siret = round.dossier?.gestionnaires.find(({ id }) => id === slot.bodyId)?.siret ?? null;
    const { firstName, lastName, quality } = person;
    const whom = { fullName: `${firstName} ${lastName}`, firstName, lastName, quality, bodyName: slot.bodyName, siret, identification: identificationOf(approval.mention, approval.codeChannel) };
    const signer = await this.certificates.forPerson(whom, approval.approvedAt, { roundId: round.id, slotId: slot.id });
    return this.signature(ground, approvalAct(round, slot, person, approval.approvedAt, signer.serialHex, approval.mention), 'approval', slot.id, signer);
  }

  private async attestation(ground: Ground, slot: Slot, person: SignatoryRow, paper: NonNullable<ApprovalForRevision['paper']>, at: Date): Promise<MadeRevision> {
    return this.signature(ground, paperAct(ground.round, slot, person, paper, at), 'approval', slot.id, await this.certificates.forService('certification', at));
  }

  /** Every other kind. Null when it turns out that nothing can be made: no authority answers, or nothing is new. */
  async other(ground: Ground, next: Exclude<NextRevision, { kind: 'approval' | 'wait' | 'reserved' }>, held: () => Promise<Held>): Promise<MadeRevision | null> {
    if (next.kind === 'timestamp') return this.timestamp(ground);
    if (next.kind === 'store') return this.store(ground, await held());
    const now = this.clock.now();
    return this.signature(ground, sealAct(ground.round, now), 'seal', null, await this.certificates.forService('seal', now));
  }

  private async signature({ prefix, manifest }: Pick<Ground, 'prefix' | 'manifest'>, act: SigningAct, kind: RevisionKind, slotId: string | null, signer: SignerIdentity): Promise<MadeRevision> {
    const kept = keeping(this.timestamps.tokenOrNull);
    try {
      const { bytes, prefix: after } = await appendRevision(prefix, manifest, { ...act, timestamp: kept.ask }, signer);
      const certificates = [signer.certificateDer, ...signer.chainDer];
      return { kind, slotId, bytes, prefix: after, store: null, proof: { field: act.field, certificateSerial: signer.serialHex, certificates, ...kept.proof(), timestamped: kept.proof().token !== null } };
    } finally {
      signer.destroy();
    }
  }

  private async timestamp({ prefix, manifest }: Ground): Promise<MadeRevision | null> {
    const field = nextTimestampField(prefix, manifest);
    if (!field || this.timestamps.standing === 'silent') return null;
    const kept = keeping(this.timestamps.token);
    try {
      const { bytes, prefix: after } = await appendDocumentTimestamp(prefix, manifest, field, kept.ask);
      return { kind: 'timestamp', slotId: null, bytes, prefix: after, store: null, proof: { ...bare, field, ...kept.proof() } };
    } catch (fault) {
      if (!isTimestampFault(fault)) throw fault;
      return null;
    }
  }

  private async store({ prefix, manifest, store }: Ground, { certificates, tokens, foreign }: Held): Promise<MadeRevision | null> {
    const material = await this.materials.gather(certificates, tokens, foreign);
    const appended = appendSecurityStore(prefix, manifest, material, store ?? undefined);
    return appended && { kind: 'store', slotId: null, bytes: appended.bytes, prefix: appended.prefix, store: appended.index, proof: bare };
  }
}

/** Asks, and remembers the answer: the kernel buries the token in the signature, the table keeps it too. */
function keeping<T extends Buffer | null>(ask: (imprint: Buffer) => Promise<T>) {
  let token: Buffer | null = null;
  const remember = async (imprint: Buffer): Promise<T> => {
    const answer = await ask(imprint);
    token = answer;
    return answer;
  };
  const proof = (): { token: Buffer | null; provenAt: Date | null } => ({ token, provenAt: token && proofOf(token).at });
  return { ask: remember, proof };
}
