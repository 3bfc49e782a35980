import { Injectable } from '@nestjs/common';
import { Database, systemActor } from '#libs/platform';
import { consolidationSubject } from './consolidation.js';

type Row = { progress: { percent: number; step: string } | null; last_error: string | null };

const reader = systemActor('amendments');

/** Where the making of a consolidated version has got to: the outbox row's own word, so that any process can tell. */
@Injectable()
export class ConsolidationProgress {
  constructor(private readonly db: Database) {}

  /** Null when none is being made. */
  async sentence(agreementId: string): Promise<string | null> {
    const rows: Row[] = await this.db.withIdentity(reader, (tx) =>
      tx.query('select progress, last_error from outbox where subject = $1 and subject_id = $2 and done_at is null order by seq desc limit 1', [consolidationSubject, agreementId]),
    );
    if (!rows[0]) return null;
    const { progress, last_error } = rows[0];
    if (last_error !== null) return 'La version consolidée tarde : le service réessaie. L’avenant, lui, est bien en vigueur.';
    return `Version consolidée en préparation${progress ? ` : ${progress.step}, ${progress.percent} %` : ''}. Rechargez la page dans une minute.`;
  }
}
