import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/features/access';
import { uploadedName } from '#libs/features/identity';
import { Papers, scanType } from '#libs/features/papers';
import { Database } from '#libs/platform';
import { scansMax } from './assignment-upload.js';
import { assignments } from './assignment.store.js';
import type { AssignmentFile, Done } from './assignments.js';

/** Letters that the préfecture received, scanned: the proof that a consent is express. */
@Injectable()
export class AssignmentScans {
  constructor(private readonly db: Database, private readonly papers: Papers) {}

  async attach({ row, agreement, papers }: AssignmentFile, { content, originalName }: { content: Buffer; originalName: string }, { actor }: Principal): Promise<Done> {
    const mediaType = scanType(content);
    if (!mediaType) return { ok: false, refusal: { by: 'desk', code: 'scan_type' } };
    if (papers.length >= scansMax) return { ok: false, refusal: { by: 'desk', code: 'scans_too_many' } };
    const id = randomUUID();
    await this.db.withIdentity(actor, (tx) =>
      this.papers.keep(tx, { id, agreementId: agreement.id, subject: assignments.kind, subjectId: row.id, kind: 'consent_letter', title: 'Lettre d’une partie', fileName: uploadedName(originalName), mediaType, readers: 'parties' }, content),
    );
    return { ok: true, id };
  }
}
