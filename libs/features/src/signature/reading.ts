import { Injectable } from '@nestjs/common';
import type { AgreementText } from '#libs/domain';
import { RoundTexts } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import type { Actor } from '#libs/platform';

/** A text is composed anew from its template, which takes a second: the few that are being signed today are kept at hand. */
const keptMax = 8;

/** The words of a document to be signed, for whoever does not read its PDF. They come from the very template and dossier the PDF was made of. */
@Injectable()
export class Readings {
  private readonly kept = new Map<string, Promise<AgreementText | null>>();

  constructor(private readonly texts: RoundTexts) {}

  /** Null for an act, whose few pages are its own text. */
  of(round: RoundRow, actor: Actor): Promise<AgreementText | null> {
    const hash = round.facts.contentHash;
    if (!hash || round.act) return Promise.resolve(null);
    return this.kept.get(hash) ?? this.keep(hash, this.texts.of(round, actor));
  }

  /** Two who ask at once wait for the same text; one that failed is asked for again. */
  private keep(hash: string, text: Promise<AgreementText | null>): Promise<AgreementText | null> {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= keptMax && oldest) this.kept.delete(oldest);
    this.kept.set(hash, text);
    text.catch(() => this.kept.delete(hash));
    return text;
  }
}
