import { Inject, Injectable } from '@nestjs/common';
import { articlesWithin, dayAt, instant, printedText, readAgreement } from '#libs/domain';
import type { AgreementText, Article, Dossier } from '#libs/domain';
import { readDocx, renderDocx } from '#libs/documents';
import { modelInput, OfficialFiles, officialDocumentsOf, RoundModels } from '#libs/features/model';
import type { ModelInput, OfficialFileSet, RoundModel } from '#libs/features/model';
import { limitStructures } from '#libs/features/directory';
import { documentOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CONFIG, Database, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';

/** An article or one of its parts: « 4.2 », its title, and its own paragraphs. */
export type ArticleWords = { number: string; title: string; paragraphs: readonly string[] };

/** What the texts of one agreement are made with. */
export type AgreementModel = { model: RoundModel; official: OfficialFileSet; /** The day its cover bears. */ date: Date };

/** Articles kept ready: as many agreements as a préfecture works on in a day; each takes half a second to fill and some 50 kB. */
const articlesMax = 16;
/** Articles name no structure: one is enough to fill their template, whose annexes take a page for each. */
const structuresForArticles = 1;
const worker = systemActor('amendments');

/** The words that were signed, from what they were made of: the published template and the frozen dossier. */
@Injectable()
export class AgreementWords {
  private readonly known = new Map<string, Promise<ArticleWords[]>>();

  constructor(private readonly db: Database, private readonly models: RoundModels, private readonly officialFiles: OfficialFiles, @Inject(CONFIG) private readonly config: Config) {}

  /** The whole text that was signed. Rejects with DocumentFault when its template can no longer be filled. */
  signed(round: RoundRow): Promise<AgreementText> {
    return this.fill(round, frozen(round));
  }

  /** Its articles and their parts, in order. A round's text never changes: filled once, they are kept. */
  articles(round: RoundRow): Promise<ArticleWords[]> {
    const known = this.known.get(round.id);
    if (known) return known;
    const articles = this.fill(round, limitStructures(frozen(round), structuresForArticles)).then((text) => text.articles.flatMap(articlesWithin).map(wordsOf));
    articles.catch(() => this.known.delete(round.id));
    this.known.set(round.id, articles);
    const oldest = this.known.keys().next();
    if (this.known.size > articlesMax && !oldest.done) this.known.delete(oldest.value);
    return articles;
  }

  async model(round: RoundRow): Promise<AgreementModel> {
    const model = await this.models.of(round, worker);
    const official = await this.officialFiles.chosen(round.officialFiles, worker);
    return { model, official, date: await this.assembledAt(round) };
  }

  /** The data of the agreement's own model. Its signatures are elsewhere: each block leads to the signed document instead of holding a field. */
  input(round: RoundRow, dossier: Dossier, { model, official, date }: AgreementModel, slots: readonly InputSlot[]): ModelInput {
    const verifyUrl = `${this.config.publicUrl}/verifier/${round.number}`;
    const input = modelInput(dossier, {
      number: round.number,
      date: dayAt(instant(date.toISOString()), round.timeZone),
      term: { startsOn: null, endsOn: round.facts.termEndsOn!, renewalMonths: model.renewalMonths },
      slots: slots.map(({ id, college, bodyName, capacity }) => ({ name: id, college, bodyName, capacity, marker: `${verifyUrl}#${id}` })),
      sealMarker: `${verifyUrl}#seal`,
      verifyUrl,
      demonstration: this.config.mode === 'demonstration',
      modelVersion: round.modelVersion,
      officialDocuments: officialDocumentsOf(official),
    });
    return { ...input, seal: { link: { ...input.seal.link, label: sealElsewhere } }, signatures: elsewhere(input.signatures) };
  }

  private async fill(round: RoundRow, dossier: Dossier): Promise<AgreementText> {
    const made = await this.model(round);
    const data = made.model.complete(this.input(round, dossier, made, round.facts.slots));
    const { paragraphs } = await readDocx(await renderDocx(made.model.template, data, { title: round.number, date: made.date }));
    return readAgreement(paragraphs);
  }

  /** When the document was assembled: its cover says so. */
  private assembledAt(round: RoundRow): Promise<Date> {
    return this.db.withIdentity(worker, async (tx) => {
      const document = await documentOf(tx, round.id);
      if (!document) return round.createdAt;
      const rows: { date: string }[] = await tx.query(`select provenance->>'date' as date from document where id = $1`, [document.id]);
      return new Date(rows[0]!.date);
    });
  }
}

export type InputSlot = Pick<RoundRow['facts']['slots'][number], 'id' | 'college' | 'bodyName' | 'capacity'>;

function frozen({ number, dossier }: RoundRow): Dossier {
  if (!dossier) throw new Error(`Round ${number} was signed without a frozen dossier`);
  return dossier;
}

const signedElsewhere = 'Signature portée par la convention ou par l’avenant signé';
const sealElsewhere = 'Cachet porté par la convention signée';

function elsewhere(signatures: ModelInput['signatures']): ModelInput['signatures'] {
  const unlinked = <B extends { link: { url: string; label: string } }>(block: B): B => ({ ...block, link: { ...block.link, label: signedElsewhere } });
  const pairs = (of: ModelInput['signatures']['prefet']) => of.map(({ left, right }) => ({ left: unlinked(left), right: right && unlinked(right) }));
  return { prefet: pairs(signatures.prefet), gestionnaires: pairs(signatures.gestionnaires), nationalPartners: pairs(signatures.nationalPartners) };
}

function wordsOf({ number, title, paragraphs }: Article): ArticleWords {
  return { number, title, paragraphs: paragraphs.map(({ source }) => printedText(source)) };
}
