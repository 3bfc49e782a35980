import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { annexPartOf, dayAt } from '#libs/domain';
import type { AnnexPart, Confirmation, NotPossibleNow, Round, RoundRefusal, RoundState } from '#libs/domain';
import { loadDossier } from '#libs/features/directory';
import { loadRound, rounds } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { readName } from '#libs/features/signature';
import { CLOCK, Database, KeyStore, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { addressMac, addresseeOf } from './project.people.js';
import { annexAnswersOf, insertAnnexAnswer, projectLinkByToken } from './project.store.js';
import type { AnnexAnswer, ProjectLink } from './project.store.js';

/** Behind a link that opens: the round, the body, what the annexes say of it, and its last answer. */
export type Reading = { link: ProjectLink; round: RoundRow; body: Confirmation; part: AnnexPart; answer: AnnexAnswer | null };
/** `handed_over`: the link left for an address that is no longer the body's. `over`: the project is, whatever became of it. `gone`: the annexes say nothing of the body any more. */
export type DeadReading = { dead: 'unknown' } | { dead: 'handed_over' | 'over' | 'gone'; round: RoundRow };
export type AnswerRefusal = RoundRefusal | NotPossibleNow | 'name_missing';
export type Answered = { done: true } | { done: false; refusal: AnswerRefusal };

const beforeSigning: readonly RoundState[] = ['confirming', 'assembling', 'project'];
/** An assembly may deliberate after the signature has opened: its draft stays at hand until it is over. */
export const whileDeliberating: readonly RoundState[] = [...beforeSigning, 'collecting', 'blocked', 'expired'];

const desk = systemActor('project-desk');

/** What a body does with its link: read, confirm, say what is wrong. Reading changes nothing (decision 30), and an answer binds nobody. */
@Injectable()
export class ProjectDesk {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** What a token leads to, or why it leads nowhere any more. `states`: in which it leads there. */
  open(token: string, states: readonly RoundState[] = beforeSigning): Promise<Reading | DeadReading> {
    return this.db.withIdentity(desk, async (tx) => {
      const link = await projectLinkByToken(tx, token);
      if (!link) return { dead: 'unknown' };
      const round = await loadRound(tx, link.roundId);
      if (!states.includes(round.state)) return { dead: 'over', round };
      const directory = await loadDossier(tx, round.departementCode, dayAt(instantOf(this.clock), round.timeZone));
      const to = addresseeOf(directory, link.bodyId);
      if (!to || addressMac(this.keys, to.address) !== link.addressMac) return { dead: 'handed_over', round };
      const body = round.facts.confirmations.find(({ bodyId }) => bodyId === link.bodyId);
      const part = body && round.dossier && annexPartOf(round.dossier, link.bodyId);
      if (!body || !part) return { dead: 'gone', round };
      return { link, round, body, part, answer: (await annexAnswersOf(tx, round.id)).findLast(({ bodyId }) => bodyId === body.bodyId) ?? null };
    });
  }

  /** @param partHash of what the page showed: an answer to something else is refused */
  confirm(reading: Reading, partHash: string, fullName: string): Promise<Answered> {
    return this.answer(reading, { kind: 'confirmed', partHash, fullName, words: null });
  }

  contest(reading: Reading, partHash: string, fullName: string, words: string): Promise<Answered> {
    return this.answer(reading, { kind: 'contested', partHash, fullName, words: words.trim() });
  }

  private async answer({ link, round }: Reading, { kind, partHash, fullName, words }: { kind: AnnexAnswer['kind']; partHash: string; fullName: string; words: string | null }): Promise<Answered> {
    const name = readName(fullName);
    if (!name) return { done: false, refusal: 'name_missing' };
    const { roundId, bodyId } = link;
    const answerId = randomUUID();
    const command: Round['command'] = kind === 'confirmed' ? { type: 'confirmAnnexes', bodyId, partHash, answerId } : { type: 'contestAnnexes', bodyId, partHash, answerId, reason: words ?? '' };
    const actor: Actor = { kind: 'anonymous', id: link.id };
    return this.db.withIdentity(desk, async (tx) => {
      const submission = await this.runner.submitIn(tx, rounds, round.id, command, actor, (inner, _, at) =>
        insertAnnexAnswer(inner, { id: answerId, roundId, bodyId, linkId: link.id, kind, partHash, typedName: name, words, answeredAt: new Date(at) }),
      );
      return submission.accepted ? { done: true } : { done: false, refusal: submission.refusal };
    });
  }
}
