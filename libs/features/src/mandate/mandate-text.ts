import { Injectable } from '@nestjs/common';
import type { MandateText } from '#libs/domain';
import { agreementById } from '#libs/features/agreement';
import { RoundModels } from '#libs/features/model';
import { loadRound } from '#libs/features/round';
import { Database, systemActor } from '#libs/platform';

/** The annexe that a mandate is (art. 4.6). */
const mandateAnnexe = 7;
/** Refused at the signature (`text_missing`): lawyers wrote another annexe 7, which this service cannot fill. */
const noText: MandateText = { version: '', hash: '' };

const reader = systemActor('mandates');

/** The text that a mandate is signed on: annexe 7 of the agreement in force, as the model that was signed has it. No amendment changes that annexe. */
@Injectable()
export class MandateTexts {
  /** What an agreement signed never changes: read once. One entry per agreement of the service. */
  private readonly known = new Map<string, MandateText>();

  constructor(private readonly db: Database, private readonly models: RoundModels) {}

  async of(agreementId: string | null): Promise<MandateText> {
    if (agreementId === null) return noText;
    const known = this.known.get(agreementId);
    if (known) return known;
    const round = await this.db.read(reader, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      return agreement && loadRound(tx, agreement.roundId);
    });
    const text = round && (await this.models.annexe(round, mandateAnnexe, reader));
    if (text) this.known.set(agreementId, text);
    return text ?? noText;
  }
}
