import type { LevelsChosen, Slot } from '#libs/domain';
import { askedOf, dayAt } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { instantOf } from '#libs/platform';
import { hashOf } from '../../libs/features/src/signature/link.store.js';
import { Crash } from './crashes.js';
import { checkStep } from './invariants.js';
import { Dice } from './seeded.js';
import { snapshotOf } from './snapshot.js';
import type { Snapshot } from './snapshot.js';
import type { Title } from './titles.js';
import { Violation } from './violation.js';
import { firstInstant } from './world.js';
import type { Lane } from './world.js';

/** One in so many acts of a person, or of the préfecture, is cut short by the end of the process. */
const crashOfAnAct = 0.06;
/** An act is a handful of transactions: the process dies at one of the first. */
const transactionsOfAnAct = 3;

/** No two things happen at the same instant; a code lives ten minutes. */
const secondsOfAStep = 2;
/** One round in ten is signed by real keys, and its mails go through a real server. */
const roundsAsInLife = 0.1;

/** A personal link, as a mail brought it. */
export type Link = { token: string; name: string };

/** A round being played: the people, what they saw, and what is kept of it. */
export class RoundPlay {
  readonly trace: string[] = [];
  readonly dice: Dice;
  /** By link token, the hash of the text that the last page shown under it was about. Never read in the database. */
  readonly seen = new Map<string, string>();
  /** By code id, the tries that were answered. */
  readonly tries = new Map<string, number>();
  /** By slot, the title last described and for whom. */
  readonly titles = new Map<string, Title>();
  /** The round being signed; before it, those that it supersedes. */
  readonly roundIds: string[] = [];
  /** The number of the last effect of the rounds before this one. */
  effectsAfter = '0';
  /** Addresses that never receive anything: somebody misspelt them. */
  readonly wrongAddresses = new Set<string>();
  /** What each role is asked to sign with. */
  levels: LevelsChosen = { prefet: 'simple', gestionnaire: 'simple', partenaire: 'simple' };
  steps = 0;
  /** Whether processes may die. */
  perilous = true;
  /** What happens while somebody reads. */
  interlude: () => Promise<void> = () => Promise.resolve();
  private snapshot: Snapshot | null = null;
  private posts = 0;

  constructor(readonly lane: Lane, readonly seed: string, readonly index: number) {
    this.dice = new Dice(seed, index);
    lane.clock.moveTo(firstInstant);
    lane.post.empty();
    lane.asInLife(this.dice.chance(roundsAsInLife));
  }

  /** Domain of the addresses of this round, and of no other. */
  get domain(): string {
    return `r${this.index}.${this.seed.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.example`;
  }

  get roundId(): string {
    return this.roundIds.at(-1)!;
  }

  get now(): Snapshot {
    return this.snapshot!;
  }

  get today() {
    return dayAt(instantOf(this.lane.clock), 'Europe/Paris');
  }

  /** Begins, or goes on with the round that supersedes the former one. */
  async follow(roundId: string): Promise<void> {
    this.roundIds.push(roundId);
    this.snapshot = await snapshotOf(this.lane, roundId);
  }

  /** Does one thing, looks at what is kept, and checks every invariant. */
  async step(what: string, act: () => Promise<string | void>): Promise<void> {
    this.steps++;
    const before = this.now;
    this.lane.clock.moveTo(new Date(this.lane.clock.now().getTime() + secondsOfAStep * 1_000));
    const line = this.trace.push(`${this.lane.clock.now().toISOString().slice(0, 16)} ${what}`) - 1;
    const roundId = this.roundId;
    try {
      const said = await act();
      if (said) this.trace[line] += `: ${said}`;
    } catch (fault) {
      if (!(fault instanceof Crash)) throw fault instanceof Violation ? fault : new Violation('fault', `${what}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
      this.trace[line] += ': the process dies';
    } finally {
      this.lane.crashes.disarm();
    }
    const arrived = this.lane.post.accepted.slice(this.posts);
    this.posts = this.lane.post.accepted.length;
    const after = await snapshotOf(this.lane, roundId, before.lines);
    if (roundId === this.roundId) this.snapshot = after;
    this.trace[line] += ` → ${after.state}`;
    checkStep(this, before, after, arrived);
  }

  /** An act that a crash may cut short. */
  async perilousStep(what: string, act: () => Promise<string | void>): Promise<void> {
    if (this.perilous && this.dice.chance(crashOfAnAct)) this.lane.crashes.arm(this.dice.between(1, transactionsOfAnAct), this.dice.chance(0.5));
    await this.step(what, act);
  }

  /** Lets the calendar look at this round, and at no other: each lane has a clock of its own. */
  async tick(): Promise<void> {
    await this.lane.runner.tick(rounds, this.roundId);
  }

  slot(id: string): Slot | undefined {
    return this.now.facts.slots.find((slot) => slot.id === id);
  }

  /** Slots that wait for somebody now. */
  awaited(): Slot[] {
    return this.now.state === 'collecting' ? this.now.facts.slots.filter(({ state }) => state === 'invited') : [];
  }

  addressOf(signatoryId: string): string {
    return this.now.signatories.find(({ id }) => id === signatoryId)!.email;
  }

  /** Personal links of a mailbox, the latest last. */
  linksIn(address: string): Link[] {
    return this.lane.post.mailbox(address).flatMap(({ messageId, tokens }) => tokens.map((token) => ({ token, name: `link ${messageId.slice(0, 8)}` })));
  }

  /** What is kept of a link, in the round that is being signed. */
  rowOf(token: string): Snapshot['links'][number] | undefined {
    const tokenHash = hashOf(token);
    return this.now.links.find((link) => link.tokenHash === tokenHash);
  }

  /** Whether that link should open the signing page now, by what is kept of it. */
  shouldOpen(token: string): boolean {
    const { state, facts } = this.now;
    const link = this.rowOf(token);
    const slot = link && this.slot(link.slotId);
    if (!link || !slot || link.purpose !== 'sign' || state !== 'collecting' || slot.state !== 'invited') return false;
    return link.contentHash === facts.contentHash && askedOf(slot).includes(link.signatoryId) && facts.collectUntil !== null && this.today <= facts.collectUntil;
  }

  /** The code last mailed to that address for that place. */
  codesFor(address: string, slotId: string): string[] {
    const codeMails = new Set(this.now.effects.filter(({ type, slotId: of }) => type === 'sendCode' && of === slotId).map(({ id }) => id));
    return this.lane.post.mailbox(address).flatMap(({ messageId, code }) => (code && codeMails.has(messageId) ? [code] : []));
  }
}
