import { Injectable } from '@nestjs/common';
import { annexPartsOf, isAgreed } from '#libs/domain';
import type { College, Confirmation, Dossier, SigningBodyKind } from '#libs/domain';
import { Authorities, Deposits, deliberates } from '#libs/features/authority';
import { directoryLinks } from '#libs/features/directory';
import type { PlaceAuthority } from '#libs/features/authority';
import { RoundProject, roundLinks } from '#libs/features/round';
import type { ProjectChecks } from '#libs/features/round';
import { Database } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { expectedPapers } from './expected-papers.js';
import type { ExpectedFrom } from './expected-papers.js';
import { projectLinks } from './project.links.js';
import { addresseeOf, gestionnaireKindOf } from './project.people.js';
import { annexAnswersOf, projectMailsOf } from './project.store.js';

/** Where a body stands for whoever prepares the text: `moved`, the directory says something else since it was asked. */
export type BodyStandingState = Confirmation['state'] | 'moved';
export type BodyLine = {
  bodyId: string;
  bodyName: string;
  state: BodyStandingState;
  since: string | null;
  /** Who answered, as they typed it. */
  by: string | null;
  /** What is wrong, or why one goes on without an answer. */
  words: string | null;
  /** When the last mail left; null when it has not. */
  writtenAt: string | null;
  reachable: boolean;
  /** The last mail came back. */
  bounced: boolean;
  /** Cards of the directory that say what its annexes will. */
  cards: readonly { label: string; href: string }[];
};

/** `moved`: names of those whose part is no longer what they were asked about, whatever they had answered; newcomers among them. */
export type ProjectView = { checks: ProjectChecks; lines: BodyLine[]; moved: string[]; expected: ExpectedFrom[]; signers: { bodyName: string; name: string; href: string }[] };

/** What wants an act first. */
const order: readonly BodyStandingState[] = ['contested', 'moved', 'asked', 'waived', 'confirmed'];

/** What the préfecture sees of a project. Reads only. */
@Injectable()
export class ProjectReader {
  constructor(private readonly db: Database, private readonly project: RoundProject, private readonly authorities: Authorities, private readonly deposits: Deposits) {}

  async of(roundId: string, actor: Actor): Promise<ProjectView> {
    const checks = await this.project.checks(roundId, actor);
    const { round, dossier } = checks;
    const moved = new Set(round.state === 'confirming' ? checks.moved : []);
    const { answers, mails } = await this.db.withIdentity(actor, async (tx) => ({ answers: new Map((await annexAnswersOf(tx, roundId)).map((answer) => [answer.id, answer])), mails: await projectMailsOf(tx, roundId) }));
    const lines = round.facts.confirmations.map((one): BodyLine => {
      const answer = one.answerId ? answers.get(one.answerId) : undefined;
      const mail = mails.get(one.bodyId);
      return {
        bodyId: one.bodyId, bodyName: one.bodyName, state: moved.has(one.bodyId) && one.state !== 'contested' ? 'moved' : one.state, since: one.since, by: answer?.typedName ?? null, words: answer?.words ?? one.reason, writtenAt: mail?.sent ? mail.at.toISOString() : null,
        bounced: mail?.bounced ?? false, reachable: addresseeOf(dossier, one.bodyId) !== null, cards: isAgreed(one) ? [] : cardsOf(dossier, one, projectLinks.page(roundId)),
      };
    });
    const names = new Map([...annexPartsOf(dossier), ...round.facts.confirmations].map(({ bodyId, bodyName }) => [bodyId, bodyName]));
    const { places } = await this.authorities.ofRound(roundId, actor);
    const signers = round.state === 'project' ? places.map(({ slot, person }) => ({ bodyName: slot.bodyName, name: `${person.firstName} ${person.lastName}`, href: roundLinks.place(roundId, slot.id, person.id) })) : [];
    return { checks, moved: [...moved].map((bodyId) => names.get(bodyId) ?? ''), lines: lines.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)), expected: await this.expected(checks, places, actor), signers };
  }

  /** Before there are places to sign, everything is missing from every assembly. */
  private async expected({ round }: ProjectChecks, places: readonly PlaceAuthority[], actor: Actor): Promise<ExpectedFrom[]> {
    const bodies = round.facts.confirmations.flatMap(({ bodyId, bodyName }) => {
      const kind = gestionnaireKindOf(round.dossier, bodyId);
      return kind && deliberates(kind) ? [{ bodyId, bodyName, kind: kind as SigningBodyKind }] : [];
    });
    const found: ExpectedFrom[] = [];
    const waiting = (await this.deposits.ofRound(round.id, actor)).filter(({ settlement }) => settlement === null);
    for (const { bodyId, bodyName, kind } of bodies) {
      const place = places.find(({ slot }) => slot.bodyId === bodyId && slot.college === 'gestionnaire') ?? null;
      const files = place ? (await this.authorities.files(round.id, place.slot.id, actor)).length : 0;
      const deposit = waiting.find(({ slotId }) => slotId === place?.slot.id) ?? null;
      const papers = expectedPapers(kind, { decision: place?.decision ?? null, power: place?.recorded?.facts.power ?? null, files, deposit: deposit && { decision: deposit.decision, files: deposit.files.length } });
      found.push({ bodyId, bodyName, kind, slotId: place?.slot.id ?? null, papers, waiting: deposit && { at: deposit.depositedAt.toISOString(), by: deposit.typedName } });
    }
    return found;
  }
}

const bodyCards: Record<Exclude<College, 'prefet'>, (id: string) => string> = { gestionnaire: directoryLinks.gestionnaire, partenaire_national: directoryLinks.partner, partenaire_local: directoryLinks.localPartner };

function cardsOf({ structures }: Dossier, { bodyId, bodyName, college }: Confirmation, from: string): BodyLine['cards'] {
  const back = `?${new URLSearchParams({ retour: from })}`;
  const own = structures.filter(({ gestionnaireId }) => gestionnaireId === bodyId).map(({ id, name }) => ({ label: name, href: `${directoryLinks.structure(id)}${back}` }));
  return [{ label: bodyName, href: `${bodyCards[college](bodyId)}${back}` }, ...own];
}
