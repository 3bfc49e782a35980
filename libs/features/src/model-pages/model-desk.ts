import { Injectable } from '@nestjs/common';
import { dayAt, defaultReadings, instant } from '#libs/domain';
import type { RedlineLine } from '#libs/domain';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { ModelVersions, modelRefusals } from '#libs/features/model';
import type { ModelReview, ModelVersionRow } from '#libs/features/model';
import { Database } from '#libs/platform';
import type { ListedVersion, ShownFault, ShownVersion } from './model-shown.js';
import { unbroken } from './model-words.js';

/** A list of more versions than this says nothing of their findings: each would be read again. Edited templates would be tried again, which takes seconds. */
const reviewedMax = 12;

/** What the pages show of a département's models, in the name of a clerk. */
@Injectable()
export class ModelDesk {
  constructor(private readonly versions: ModelVersions, private readonly db: Database) {}

  /** Models in alphabetical order, the latest version first. */
  async list(clerk: Account): Promise<ListedVersion[]> {
    const actor = actorOf(clerk);
    const rows = await this.versions.list(clerk.departementCode, actor);
    const rounds = await this.roundsOf(clerk);
    const listed: ListedVersion[] = [];
    for (const row of rows) {
      const review = rows.length <= reviewedMax && row.origin !== 'uploaded' ? await this.versions.review(row) : null;
      listed.push(listedOf(row, rounds, review));
    }
    return listed;
  }

  /** Null for a version that is unknown or of another département. */
  row(clerk: Account, id: string): Promise<ModelVersionRow | null> {
    return this.versions.find(id, clerk.departementCode, actorOf(clerk));
  }

  /** The version as its page shows it, with those it may be compared with. */
  async shown(clerk: Account, row: ModelVersionRow): Promise<{ version: ShownVersion; others: ListedVersion[] }> {
    const actor = actorOf(clerk);
    const [review, rows, rounds] = [await this.versions.review(row), await this.versions.list(clerk.departementCode, actor), await this.roundsOf(clerk)];
    return { version: shownOf(row, review, rounds), others: rows.filter(({ id }) => id !== row.id).map((other) => listedOf(other, rounds, null)) };
  }

  differences(before: ModelVersionRow, after: ModelVersionRow): Promise<RedlineLine[]> {
    return this.versions.compare(before, after);
  }

  /** Rounds by model and version, those of the clerk's département. */
  private async roundsOf(clerk: Account): Promise<ReadonlyMap<string, number>> {
    return this.db.withIdentity(actorOf(clerk), async (tx) => {
      const rows: { model: string; rounds: number }[] = await tx.query(`select model_id || ' ' || model_version as model, count(*)::int as rounds from round group by 1`);
      return new Map(rows.map(({ model, rounds }) => [model, rounds]));
    });
  }
}

function listedOf(row: ModelVersionRow, rounds: ReadonlyMap<string, number>, review: ModelReview | null): ListedVersion {
  const { publication } = row.facts;
  const since = row.state === 'retired' ? null : dayAt(publication?.at ?? instant(row.createdAt.toISOString()), row.timeZone);
  return {
    id: row.id, name: row.title, version: row.version, state: row.state, origin: row.origin, shared: row.departementCode === null, since,
    findings: review && { all: review.findings.length, blocking: review.findings.filter(({ blocking }) => blocking).length },
    rounds: rounds.get(`${row.modelId} ${row.version}`) ?? 0,
  };
}

function shownOf(row: ModelVersionRow, review: ModelReview, rounds: ReadonlyMap<string, number>): ShownVersion {
  const { source, facts } = row;
  return {
    ...listedOf(row, rounds, review),
    file: source && { name: source.name, sha256: source.sha256, bytes: source.bytes },
    text: review.text, paragraphs: review.paragraphs, running: review.running, obstacles: review.obstacles.map(({ where, excerpt, sentence }) => ({ where, excerpt, sentence: unbroken(sentence) })),
    faults: review.templateFindings.map(faultOf),
    list: review.findings, deviations: review.deviations, fills: facts.fills,
    answers: facts.readings ?? defaultReadings, answered: facts.readings !== null,
    refusals: review.refusals.map((refusal) => unbroken(modelRefusals[refusal].sentence)),
  };
}

/** A finding of the templates' check, as the pages list faults. */
export function faultOf({ place, sentence }: { place: string; sentence: string }): ShownFault {
  return { where: place, excerpt: '', sentence: unbroken(sentence) };
}
