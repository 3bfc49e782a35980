import { Buffer } from 'node:buffer';
import { loadRound, rounds } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { Database, EffectRegistry, WorkflowRunner } from '#libs/platform';
import type { SigningManifest } from '#libs/signing';
import type { DocumentWriter } from '../../libs/features/src/round/document.writer.js';
import { preparedPdf } from '../../libs/signing/test/prepared-pdf.js';

/** What our own templates prepare: enough for the proofs of a round whose authorities come and go. */
const spareTimestamps = 16;
const assembly = systemActor('assembly');

type Paper = { pdf: Buffer; manifest: SigningManifest };

/** Small prepared documents, made once for each number of places: Word and LibreOffice are tried elsewhere. */
export class Papers {
  private readonly made = new Map<number, Promise<Paper>>();

  async of(slots: readonly string[]): Promise<Paper> {
    const names = slots.map((_, n) => `slot_${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`);
    let making = this.made.get(slots.length);
    if (!making) this.made.set(slots.length, (making = preparedPdf({ slots: names, spareTimestamps })));
    const { pdf, manifest } = await making;
    // The writer knows the fields by their names in the manifest, and the file by their objects.
    const renamed = names.reduce((text, name, n) => text.replaceAll(name, slots[n]!), JSON.stringify(manifest));
    return { pdf, manifest: JSON.parse(renamed) as SigningManifest };
  }
}

/** Puts a small document in the place of the assembly: certified, kept and recorded by the service itself. */
export function assembleInMemory({ db, effects, runner, writer }: { db: Database; effects: EffectRegistry; runner: WorkflowRunner; writer: DocumentWriter }, papers: Papers): void {
  effects.handle(rounds.kind, {
    // Rooms that are not simulated: the evidence file, and the life of the agreement.
    compileEvidence: { queue: 'document', run: () => Promise.resolve() },
    openTerm: { queue: 'document', run: () => Promise.resolve() },
    assembleDocument: {
      queue: 'assembly',
      run: async ({ subjectId }) => {
        const round = await db.withIdentity(assembly, (tx) => loadRound(tx, subjectId));
        if (round.state !== 'assembling') return;
        const { pdf, manifest } = await papers.of(round.facts.slots.map(({ id }) => id));
        const contentHash = await writer.create(round, pdf, manifest, { pages: 1 });
        await runner.submit(rounds, subjectId, { type: 'recordAssembly', contentHash }, assembly);
      },
    },
  });
}
