import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import type { Demarche, LegalDay, MandateEnd, MandateState } from '#libs/domain';
import { Readings } from '#libs/features/access';
import { AddressWindow, CLOCK, Database, WorkflowRunner, instantOf, owedTicks, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { refusedMandate } from './mandate-answers.js';
import type { MandateRefused } from './mandate-answers.js';
import { readMandateCode } from './mandate-code.js';
import { MandateSecrets } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { mandateById, mandates } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

/** What the holder of a code sees: never who they are, unless they open the original. */
export type MandateOfCode = {
  number: string;
  state: MandateState;
  structureName: string;
  structureCity: string;
  /** Of the structure, as the directory has it: who holds the paper may have to call. */
  structurePhone: string | null;
  timeZone: string;
  /** Those still entrusted: what a newer mandate took over is left out. */
  demarches: readonly Demarche[];
  endsOn: LegalDay | null;
  end: MandateEnd | null;
  canRevoke: boolean;
  original: 'ready' | 'coming' | 'none';
  receipt: 'ready' | 'coming' | 'none';
};
/** `code_unknown`: mistyped, or of a mandate whose proof is no more; `too_often`: wrong codes from the same place, one after the other. */
export type CodeRefusal = 'code_unknown' | 'too_often';
export type CodeOpened = { ok: true; mandate: MandateOfCode } | { ok: false; refusal: CodeRefusal; sentence: string };
export type CodeRevoked = { ok: true; mandate: MandateOfCode } | { ok: false; refusal: CodeRefusal; sentence: string } | (MandateRefused & { mandate: MandateOfCode });

/** Wrong codes that one place may try within the window: a family at one table mistypes some; 80 bits need far more. */
export const wrongCodesPerAddress = 20;
const windowMs = 10 * 60_000;

const sentences: Record<CodeRefusal, string> = {
  code_unknown: 'Ce code ne mène à aucun mandat. Vérifiez les seize lettres et chiffres imprimés sur votre original ; si le mandat est ancien, sa preuve a pu être détruite. Votre France Services peut aussi arrêter le mandat pour vous.',
  too_often: 'Plusieurs codes inconnus viennent d’être essayés d’ici. Attendez dix minutes, puis recommencez, ou appelez votre France Services.',
};

const keeper = systemActor('mandate-codes');
/** Whoever holds the paper: nobody signs in to stop a mandate. */
const holder: Extract<Actor, { kind: 'anonymous' }> = { kind: 'anonymous', id: 'mandate-code' };

/** The person's own door: the code printed on their original opens it, without an account. */
@Injectable()
export class MandateCodes {
  private readonly wrong = new AddressWindow(wrongCodesPerAddress, windowMs);

  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly secrets: MandateSecrets, private readonly standings: MandateStandings, private readonly readings: Readings, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Reading changes nothing; what time has ended is said ended. */
  async open(typed: string, address: string): Promise<CodeOpened> {
    const found = await this.find(typed, address);
    return 'refusal' in found ? found : { ok: true, mandate: await this.shown(found.row) };
  }

  /** The second time is refused with `revoked_already`, and says the first instant. */
  async revoke(typed: string, address: string): Promise<CodeRevoked> {
    const found = await this.find(typed, address);
    if ('refusal' in found) return found;
    const { id } = found.row;
    const { done, row } = await this.db.withIdentity(keeper, async (tx) => ({ done: await this.runner.submitIn(tx, mandates, id, { type: 'revoke', channel: 'code' }, holder), row: (await mandateById(tx, id))! }));
    const mandate = await this.shown(row);
    return done.accepted ? { ok: true, mandate } : { ...refusedMandate(done.refusal, { facts: row.facts }), mandate };
  }

  original(typed: string, address: string): Promise<Buffer | null> {
    return this.proof(typed, 'original', address);
  }

  receipt(typed: string, address: string): Promise<Buffer | null> {
    return this.proof(typed, 'receipt', address);
  }

  private async proof(typed: string, kind: 'original' | 'receipt', address: string): Promise<Buffer | null> {
    const found = await this.find(typed, address);
    if ('refusal' in found) return null;
    const bytes = await this.secrets.proof(found.row, kind);
    if (bytes) await this.readings.noteHolder(holder, found.row.departementCode, `mandate_${kind}`, found.row.id);
    return bytes;
  }

  private async find(typed: string, address: string): Promise<{ row: MandateRow } | (CodeOpened & { ok: false })> {
    const code = readMandateCode(typed);
    const row = code && (await this.db.read(keeper, (tx) => this.secrets.ofCode(tx, code)));
    // The code is drawn before the signature: until then, it opens nothing.
    if (row && row.facts.signed !== null) return { row };
    // Only wrong codes are counted and closed to: behind one address there may be a whole town, and a right code, of 80 bits, was not guessed.
    const now = this.clock.now().getTime();
    if (this.wrong.isFull(address, now)) return { ok: false, refusal: 'too_often', sentence: sentences.too_often };
    this.wrong.count(address, now);
    return { ok: false, refusal: 'code_unknown', sentence: sentences.code_unknown };
  }

  private async shown(known: MandateRow): Promise<MandateOfCode> {
    const { facts: { scope, takenOver, endsOn, end }, state, number, timeZone } = this.asTimeHasIt(known);
    const proofs = await this.db.read(keeper, (tx) => this.secrets.proofs(tx, known.id));
    const structure = await this.standings.structure(known.structureId);
    const made = (kind: 'original' | 'receipt', expected: boolean) => (proofs.some((one) => one.kind === kind) ? 'ready' : expected ? 'coming' : 'none');
    return {
      number, state, structureName: structure?.name ?? 'France Services', structureCity: structure?.city ?? '', structurePhone: structure?.phone ?? null, timeZone, endsOn, end, canRevoke: state === 'active',
      demarches: scope.map(({ demarche }) => demarche).filter((demarche) => end !== null || takenOver.every((one) => one.demarche !== demarche)),
      original: made('original', state !== 'forgotten'), receipt: made('receipt', end !== null && state !== 'forgotten'),
    };
  }

  /** A GET writes nothing: an end that only time brought, and that the calendar has not written yet, is foreseen. */
  private asTimeHasIt(row: MandateRow): MandateRow {
    const owed = [...owedTicks(mandates.workflow, row.number, { state: row.state, facts: row.facts }, dayAt(instantOf(this.clock), row.timeZone), row.timeZone)].at(-1);
    return owed ? { ...row, state: owed.decision.to, facts: owed.decision.facts } : row;
  }
}
