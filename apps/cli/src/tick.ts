import { NestFactory } from '@nestjs/core';
import { legalDay, startOfDay } from '#libs/domain';
import { RetentionPurge } from '#libs/features/accounts';
import { JournalAnchors, MovedClock, WorkflowRunner, loadConfig } from '#libs/platform';
import { CliModule } from './cli.module.js';
import { RunFailure } from './run-failure.js';

/** The latest midnight of the Republic: by then that day has begun in every département. */
const lastZone = 'Pacific/Tahiti';

/** Makes the decisions the calendar owes as of that day, each dated of its own day. */
export async function tickAsOf({ asOf, json }: { asOf: string; json?: boolean }): Promise<void> {
  const clock = new MovedClock(new Date(startOfDay(dayOf(asOf), lastZone)));
  const app = await NestFactory.createApplicationContext(CliModule.forRoot({ config: loadConfig(), clock }), { logger: ['error', 'warn'], abortOnError: false });
  try {
    const faults: string[] = [];
    const start = performance.now();
    const { moved, kinds } = await app.get(WorkflowRunner).tickAll((kind, id, fault) => faults.push(`${kind} ${id}: ${String(fault)}`));
    const decidedMs = Math.round(performance.now() - start);
    const anchored = await app.get(JournalAnchors).catchUp().then(
      (anchoring) => anchoring.anchored,
      (fault: unknown) => {
        faults.push(`journal: ${String(fault)}`);
        return [];
      },
    );
    const purged = await app.get(RetentionPurge).run();
    console.log(json ? JSON.stringify({ asOf, moved, kinds, decidedMs, anchored, purged, faults }) : sentenceOf(asOf, moved, kinds));
    if (faults.length) throw new RunFailure(faults.join('\n'), 1);
  } finally {
    await app.close();
  }
}

/** What a dossier of each kind is called, alone and together; a kind that has no word yet bears its own name. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  adhesion: ['adhésion', 'adhésions'],
  amendment: ['avenant', 'avenants'],
  assignment: ['cession', 'cessions'],
  data_request: ['demande sur des données', 'demandes sur des données'],
  model_version: ['version de modèle', 'versions de modèle'],
  obligation: ['obligation', 'obligations'],
  obligation_plan: ['calendrier d’obligations', 'calendriers d’obligations'],
  preservation: ['document conservé', 'documents conservés'],
  round: ['tournée', 'tournées'],
  term: ['convention', 'conventions'],
  withdrawal: ['préavis', 'préavis'],
};

function sentenceOf(asOf: string, moved: number, kinds: Record<string, number>): string {
  if (moved === 0) return `Rien n’attendait le ${asOf}.`;
  const counts = Object.entries(kinds).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${words[kind]?.[count > 1 ? 1 : 0] ?? kind}`);
  return `${moved} dossier${moved > 1 ? 's' : ''} mis à jour au ${asOf}\u00a0: ${counts.join(', ')}.`;
}

function dayOf(text: string) {
  try {
    return legalDay(text);
  } catch {
    throw new RunFailure(`« ${text} » n’est pas un jour : écrivez-le AAAA-MM-JJ.`, 2);
  }
}
