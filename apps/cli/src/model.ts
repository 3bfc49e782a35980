import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { ModelVersion } from '#libs/domain';
import { modelFileRefusals, modelRefusals, ModelVersions } from '#libs/features/model';
import { systemActor } from '#libs/platform';
import type { Submission } from '#libs/platform';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

type Options = { title?: string; json?: boolean };

const exit = { refused: 1, cannotRun: 2 } as const;
const actor = systemActor('cli');

/** Imports an official text as a draft that every département may see. Exit 0 imported, 1 refused, 2 could not run. */
export async function importModel(path: string, { title, json }: Options): Promise<void> {
  const bytes = await readFile(path).catch((fault: unknown) => {
    throw new RunFailure(`Le fichier ${path} ne peut pas être lu : ${(fault as Error).message}`, exit.cannotRun);
  });
  await withApp(async (app) => {
    const versions = app.get(ModelVersions);
    const imported = await versions.import({ name: basename(path), bytes, departementCode: null, ...(title !== undefined && { title }) }, actor);
    if (!imported.ok) {
      if (json) console.log(JSON.stringify({ refusal: imported.refusal, detail: imported.detail }));
      throw new RunFailure(`${modelFileRefusals[imported.refusal].sentence}${imported.detail && ` (${imported.detail})`}`, exit.refused);
    }
    const row = await versions.find(imported.id, null, actor);
    if (!row) throw new Error(`The imported version ${imported.id} is not found`);
    const { text, obstacles, findings, deviations, refusals } = await versions.review(row);
    const summary = {
      id: row.id, model: `${row.modelId}@${row.version}`, title: row.title, state: row.state, sha256: row.source?.sha256 ?? null, articles: text.articles.length, annexes: text.annexes.length,
      blanks: text.blanks.map(({ id, where }) => ({ id, where })), obstacles, errors: findings.filter(({ severity }) => severity === 'error').length, findings: findings.length, deviations: deviations.length, refusals,
    };
    if (json) return console.log(JSON.stringify(summary));
    console.log(table([
      ['Version', `${row.title}, version ${row.version} (brouillon)`], ['Modèle', summary.model], ['Reconnu', `${summary.articles} articles, ${summary.annexes} annexes, ${summary.blanks.length} blancs`],
      ['Remarques', `${summary.findings}, dont ${summary.errors} erreurs`], ['À régler dans Word', String(obstacles.length)], ['Écarts', String(summary.deviations)],
    ]));
    for (const refusal of refusals) console.log(`- ${modelRefusals[refusal].sentence}`);
  });
}

type Decisions = { fill?: string[]; readings?: string[]; approve?: boolean; waive?: string; json?: boolean };

/** Takes the decisions named on the command line, then publishes. Exit 0 published, 1 refused. What was decided before a refusal stays decided. */
export async function publishModel(name: string, { fill = [], readings, approve, waive, json }: Decisions): Promise<void> {
  await withApp(async (app) => {
    const versions = app.get(ModelVersions);
    const [modelId, version] = name.split('@');
    const row = (await versions.list(null, actor)).find((candidate) => candidate.id === name || (candidate.modelId === modelId && (version === undefined || String(candidate.version) === version)));
    if (!row) throw new RunFailure(`Aucun modèle ne s’appelle « ${name} ».`, exit.refused);
    if (fill.length > 0) accepted(await versions.fillBlanks(row.id, pairsOf(fill), actor));
    // Answering is a decision: a draft whose questions were answered on its page keeps its answers.
    if (readings || row.facts.readings === null) accepted(await versions.answerReadings(row.id, answersOf(readings ?? []), actor));
    const drafted = await versions.find(row.id, null, actor);
    const review = drafted?.state === 'draft' ? await versions.review(drafted) : null;
    if (approve && review) accepted(await versions.approveDeviations(row.id, review.deviations.map(({ key }) => key), actor));
    for (const { key, blocking } of review?.findings ?? []) if (waive !== undefined && blocking) accepted(await versions.waiveFinding(row.id, { key, reason: waive }, actor));
    accepted(await versions.publish(row.id, actor));
    const published = await versions.find(row.id, null, actor);
    const summary = { id: row.id, model: `${row.modelId}@${row.version}`, state: published?.state, template: published?.facts.publication?.template };
    console.log(json ? JSON.stringify(summary) : `${row.title}, version ${row.version} : publiée (${summary.model}).`);
  });
}

function accepted(submission: Submission<ModelVersion>): void {
  if (!submission.accepted) throw new RunFailure(modelRefusals[submission.refusal].sentence, exit.refused);
}

function pairsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new RunFailure(`« ${pair} » n’est pas de la forme nom=valeur.`, exit.cannotRun);
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
}

/** Counts are numbers; the other answers are words. */
function answersOf(given: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(Object.entries(pairsOf(given)).map(([id, answer]) => [id, /^\d+$/.test(answer) ? Number(answer) : answer]));
}
