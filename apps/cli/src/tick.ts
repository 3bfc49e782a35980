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
    const moved = await app.get(WorkflowRunner).tickAll((kind, id, fault) => faults.push(`${kind} ${id}: ${String(fault)}`));
    const anchored = await app.get(JournalAnchors).catchUp().then(
      (anchoring) => anchoring.anchored,
      (fault: unknown) => {
        faults.push(`journal: ${String(fault)}`);
        return [];
      },
    );
    const purged = await app.get(RetentionPurge).run();
    console.log(json ? JSON.stringify({ asOf, moved, anchored, purged, faults }) : `${moved} dossier(s) examiné(s) au ${asOf}.`);
    if (faults.length) throw new RunFailure(faults.join('\n'), 1);
  } finally {
    await app.close();
  }
}

function dayOf(text: string) {
  try {
    return legalDay(text);
  } catch {
    throw new RunFailure(`« ${text} » n’est pas un jour : écrivez-le AAAA-MM-JJ.`, 2);
  }
}
