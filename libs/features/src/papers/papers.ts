import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, Storage } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { insertPaper, paperById, papersOfAgreement, papersOfSubject } from './paper.store.js';
import type { Paper } from './paper.store.js';

/** The files of an agreement's life, kept for ever. */
@Injectable()
export class Papers {
  constructor(private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The same id twice gives the paper that is there already, whatever the second content. A transaction that fails leaves a file that nothing names. */
  async keep(tx: EntityManager, paper: Omit<Paper, 'bytes' | 'sha256' | 'createdAt'>, content: Buffer): Promise<Paper> {
    const kept = await paperById(tx, paper.id);
    if (kept) return kept;
    const made: Paper = { ...paper, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), createdAt: this.clock.now() };
    await this.storage.write(placeOf(made), content);
    if (await insertPaper(tx, made)) return made;
    const first = await paperById(tx, paper.id);
    if (!first) throw new Error(`Paper ${paper.id} is kept, and not for this actor`);
    return first;
  }

  /** Those that the actor may read, the oldest first. */
  of(tx: EntityManager, where: { agreementId: string } | { subject: string; subjectId: string }): Promise<Paper[]> {
    return 'agreementId' in where ? papersOfAgreement(tx, where.agreementId) : papersOfSubject(tx, where.subject, where.subjectId);
  }

  find(tx: EntityManager, id: string): Promise<Paper | null> {
    return paperById(tx, id);
  }

  /** Throws when the file is not the one that was kept: it is evidence, and a wrong one is worse than none. */
  async content(paper: Pick<Paper, 'id' | 'sha256'>): Promise<Buffer> {
    const content = await readFile(this.storage.path(placeOf(paper)));
    if (createHash('sha256').update(content).digest('hex') !== paper.sha256) throw new Error(`Paper ${paper.id} is not the one that was kept`);
    return content;
  }
}

/** Named by its content: two writers of one id cannot overwrite one another, and no name given by a person reaches the disk. */
function placeOf({ sha256 }: Pick<Paper, 'sha256'>): string {
  return `papers/${sha256.slice(0, 2)}/${sha256}`;
}
