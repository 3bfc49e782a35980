import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { LegalDay, ReplacementCause, Round } from '#libs/domain';
import { Database, Storage, WorkflowRunner } from '#libs/platform';
import type { Actor, Submission } from '#libs/platform';
import { insertPaperSignature, paperSignatureOf, placeOfScan } from './paper-signature.store.js';
import type { PaperSignature } from './paper-signature.store.js';
import { insertSignatory, loadRound, loadSignatory, rounds } from './round.store.js';
import type { SignatoryRow } from './round.store.js';
import { RoundTitles, judgementOf } from './round.titles.js';
import type { NewSignatory } from './signatory-input.js';

/** `signatoryId`: who leaves the place. The person who takes it is another row, even when it is the same one better written: links bind to rows. */
export type Replacement = { slotId: string; signatoryId: string; cause: ReplacementCause; person: NewSignatory };

/** `signatoryId`: whose hand it is. `signedOn`: the day the paper bears. */
export type SignedPaper = { slotId: string; signatoryId: string; signedOn: LegalDay; scan: { fileName: string; mediaType: string; content: Buffer } };

/** What the préfecture does to one place of a round, without touching the others. */
@Injectable()
export class RoundPlaces {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly storage: Storage, private readonly titles: RoundTitles) {}

  /** Another person, another address or another spelling. The former links of that place die; the content, and what others signed, stay. */
  replace(roundId: string, { slotId, signatoryId, cause, person }: Replacement, actor: Actor): Promise<Submission<Round>> {
    const by = randomUUID();
    return this.db.withIdentity(actor, async (tx) => {
      const slot = (await loadRound(tx, roundId)).facts.slots.find(({ id }) => id === slotId);
      return this.runner.submitIn(tx, rounds, roundId, { type: 'replaceSignatory', slotId, signatoryId, by, cause }, actor, async () => {
        // Better written, it is the same person, whose number stays; another person never inherits it.
        const mobile = person.mobile === undefined && cause !== 'other_person' ? mobileOf(await loadSignatory(tx, signatoryId), person) : person.mobile;
        await insertSignatory(tx, { id: by, roundId, bodyId: slot!.bodyId, ...person, mobile: mobile ?? null });
        if (cause !== 'other_person') await this.titles.follow(tx, { roundId, slotId, former: signatoryId, present: by }, actor);
      });
    });
  }

  /** Everybody who is waited for, but those who said that it is not for them and wait for an answer. Returns how many bodies. */
  remindAll(roundId: string, actor: Actor): Promise<number> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { slots } = (await loadRound(tx, roundId)).facts;
      let reminded = 0;
      for (const { id } of slots.filter(({ state, proposalId }) => state === 'invited' && proposalId === null)) {
        const { accepted } = await this.runner.submitIn(tx, rounds, roundId, { type: 'remind', slotId: id }, actor);
        if (accepted) reminded++;
      }
      return reminded;
    });
  }

  /** The préfecture attests that the body signed by hand: the scan is kept, and the document says so at its place (decision 8). Refused, nothing is kept. */
  recordPaper(roundId: string, { slotId, signatoryId, signedOn, scan }: SignedPaper, actor: Actor): Promise<Submission<Round>> {
    const { content, ...named } = scan;
    const kept = { id: randomUUID(), roundId, slotId, signatoryId, signedOn, ...named, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), recordedBy: actor.id };
    return this.db.withIdentity(actor, async (tx) => {
      // Under the lock of the round: nothing changes between the judgement of the title and the signature.
      await rounds.store.loadForUpdate(tx, roundId);
      const round = await loadRound(tx, roundId);
      const [contentHash, slot] = [round.facts.contentHash ?? '', round.facts.slots.find(({ id }) => id === slotId)];
      const authority = slot ? await this.titles.judge(tx, round, slot, signatoryId, signedOn) : null;
      return this.runner.submitIn(tx, rounds, roundId, { type: 'recordPaper', slotId, signatoryId, contentHash, signedOn, paperId: kept.id, authority: judgementOf(authority) }, actor, async (_, __, recordedAt) => {
        await this.storage.write(placeOfScan(kept), content);
        await insertPaperSignature(tx, { ...kept, contentHash, authority, recordedAt });
      });
    });
  }

  /** The scan of a signature given by hand; null when there is none. Throws when the file is not the one that was kept: it is evidence. */
  async scanOf(roundId: string, slotId: string, actor: Actor): Promise<{ paper: PaperSignature; content: Buffer } | null> {
    const paper = await this.db.withIdentity(actor, (tx) => paperSignatureOf(tx, roundId, slotId));
    if (!paper) return null;
    const content = await readFile(this.storage.path(placeOfScan(paper)));
    if (createHash('sha256').update(content).digest('hex') !== paper.sha256) throw new Error(`The scan of ${slotId} is not the one that was kept`);
    return { paper, content };
  }
}

/** Better written, or at another address, it is still the same person; one who shares neither name nor address never inherits a number. */
function mobileOf(former: SignatoryRow, person: NewSignatory): string | null {
  const alike = (one: string, other: string) => one.trim().toLocaleLowerCase('fr') === other.trim().toLocaleLowerCase('fr');
  return alike(former.email, person.email) || alike(former.lastName, person.lastName) ? (former.mobile ?? null) : null;
}
