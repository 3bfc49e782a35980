import { Inject, Injectable } from '@nestjs/common';
import { readAgreement } from '#libs/domain';
import type { AgreementText } from '#libs/domain';
import { readDocx, renderDocx } from '#libs/documents';
import { OfficialFiles, RoundModels } from '#libs/features/model';
import { CONFIG, Database } from '#libs/platform';
import type { Actor, Config } from '#libs/platform';
import { documentOf } from './document.store.js';
import { roundInput } from './round.input.js';
import type { RoundRow } from './round.store.js';

/** The words of an assembled agreement, from what it was made of: the published template, the frozen dossier, the date. */
@Injectable()
export class RoundTexts {
  constructor(private readonly db: Database, private readonly models: RoundModels, private readonly officialFiles: OfficialFiles, @Inject(CONFIG) private readonly config: Config) {}

  /** Null before its document is assembled, and for an act: it is compared with nothing. Rejects with DocumentFault when the template can no longer be filled. */
  async of(round: RoundRow, actor: Actor): Promise<AgreementText | null> {
    const { dossier } = round;
    const date = await this.assembledAt(round, actor);
    if (round.act || !dossier || !date) return null;
    const model = await this.models.of(round, actor);
    const official = await this.officialFiles.chosen(round.officialFiles, actor);
    const data = model.complete(roundInput(this.config, { round, dossier, date, model, official }));
    const { paragraphs } = await readDocx(await renderDocx(model.template, data, { title: round.number, date }));
    return readAgreement(paragraphs);
  }

  private assembledAt(round: RoundRow, actor: Actor): Promise<Date | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const document = await documentOf(tx, round.id);
      if (!document) return null;
      const rows: { date: string }[] = await tx.query(`select provenance->>'date' as date from document where id = $1`, [document.id]);
      return new Date(rows[0]!.date);
    });
  }
}
