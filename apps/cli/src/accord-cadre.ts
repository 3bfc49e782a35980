import { dayWords, legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { AccordsCadres } from '#libs/features/agreement';
import type { AccordCadreRefusal, Applied } from '#libs/features/agreement';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

const exit = { refused: 1, cannotRun: 2 } as const;

const refusals: Record<AccordCadreRefusal, string> = {
  reference_missing: 'Donnez une référence qui permette de retrouver l’Accord cadre : intitulé, date de signature ou de publication.',
  conclusion_to_come: 'Cet Accord cadre n’est pas encore conclu : il ne borne rien tant qu’il peut ne pas l’être. Enregistrez-le à sa conclusion.',
  dates_reversed: 'L’Accord cadre prend fin avant d’avoir été conclu. Corrigez l’une des deux dates.',
};

type RecordOptions = { concluded: string; ends: string; reference: string; source?: string; json?: boolean };

/** Records a version of the Accord cadre and gives it to every agreement. Exit 1 when the version itself is refused; an agreement that refuses it is listed. */
export async function recordAccordCadre({ concluded, ends, reference, source, json }: RecordOptions): Promise<void> {
  const given = { concludedOn: day('--concluded', concluded), endsOn: day('--ends', ends), reference, sourceUrl: source ?? null };
  await withApp(async (app) => {
    const applied = await app.get(AccordsCadres).record(given);
    if ('refusal' in applied) throw new RunFailure(refusals[applied.refusal], exit.refused);
    report(applied, json);
  });
}

/** Gives a version that is recorded already to every agreement. Exit 2 when there is none of that number. */
export async function applyAccordCadre({ number, json }: { number: string; json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const applied = await app.get(AccordsCadres).apply(Number(number)).catch((fault: unknown) => {
      throw fault instanceof RangeError ? new RunFailure(`Aucune version ${number} de l’Accord cadre n’est enregistrée.`, exit.cannotRun) : fault;
    });
    report(applied, json);
  });
}

export async function listAccordsCadres({ json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const known = await app.get(AccordsCadres).list();
    if (json) return console.log(JSON.stringify(known));
    if (known.length === 0) return console.log('Aucun Accord cadre n’est enregistré : aucune convention ne peut être reconduite (article 9).');
    console.log(table(known.map(({ version, concludedOn, endsOn, reference }) => [`Version ${version}`, `conclue le ${dayWords(concludedOn)}, jusqu’au ${dayWords(endsOn)} inclus : ${reference}`] as const)));
  });
}

function report(applied: Applied, json?: boolean): void {
  if (json) return console.log(JSON.stringify(applied));
  console.log(`Version ${applied.version} enregistrée ; elle s’applique à ${applied.taken} convention(s).`);
  for (const { number, sentence } of applied.refused) console.log(`${number} ne la reçoit pas. ${sentence}`);
}

function day(option: string, text: string): LegalDay {
  try {
    return legalDay(text);
  } catch {
    throw new RunFailure(`${option} : « ${text} » n’est pas un jour, écrivez-le AAAA-MM-JJ.`, exit.cannotRun);
  }
}
