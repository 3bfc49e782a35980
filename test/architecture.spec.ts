import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adhesionWorkflow, amendmentWorkflow, assignmentWorkflow, breachWorkflow, brokenLaws, circuitWorkflow, dataRequestWorkflow, disposalSlipWorkflow, mandateWorkflow, modelVersionWorkflow, obligationPlanWorkflow, obligationWorkflow, preservationWorkflow, roundWorkflow, termWorkflow, toMermaid, withdrawalWorkflow } from '#libs/domain';
import type { Vocabulary, Workflow } from '#libs/domain';
import { configSchema } from '#libs/platform';
import { environmentExample } from '../apps/cli/src/environment.js';

/** `UPDATE_PRINTED=1 npm test test/architecture` writes again what is printed from the code. */
const update = process.env.UPDATE_PRINTED === '1';
const workflows = [roundWorkflow, circuitWorkflow, preservationWorkflow, modelVersionWorkflow, dataRequestWorkflow, breachWorkflow, termWorkflow, withdrawalWorkflow, adhesionWorkflow, assignmentWorkflow, amendmentWorkflow, obligationWorkflow, obligationPlanWorkflow, mandateWorkflow, disposalSlipWorkflow] as unknown as Workflow<Vocabulary>[];
const titles: Record<string, string> = { round: 'La tournée de signature', circuit: 'Le circuit : un emplacement de signature', preservation: 'La conservation d’un document scellé', model_version: 'La version d’un modèle de convention', data_request: 'La demande sur des données personnelles', breach: 'La violation de données personnelles', term: 'La durée d’une convention, de sa signature à sa fin', withdrawal: 'Le préavis : retrait ou dénonciation', adhesion: 'L’adhésion d’un partenaire local', assignment: 'La cession, ou la substitution par l’effet de la loi', amendment: 'L’avenant, et l’annonce de nouveaux horaires', obligation: 'L’obligation : à faire pour un jour, faite ou en retard', obligation_plan: 'Le calendrier des obligations d’une convention', disposal_slip: 'Le bordereau d’élimination : en attente d’un visa, ou tenu sous un visa permanent', mandate: 'Le mandat : donné sur place, fini en une seconde, prouvé après' };

function expectPrinted(path: string, content: string): void {
  if (update) writeFileSync(path, content);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(content);
}

describe.each(workflows.map((workflow) => [workflow.name, workflow] as const))('la table %s', (name, workflow) => {
  test('respecte toutes les lois', () => expect(brokenLaws(workflow)).toEqual([]));
  test('est dessinée dans docs/workflows, à jour', () => {
    const basis = workflow.rows.filter(([, , , , , , why]) => why).map(([from, on, , , , , why]) => `| ${from} | ${on} | ${why} |`);
    expectPrinted(join('docs', 'workflows', `${name}.md`), `# ${titles[name]}\n\nPrinted from \`libs/domain\`; a test fails when it is stale.\n\n\`\`\`mermaid\n${toMermaid(workflow)}\n\`\`\`\n\n| state | event | basis |\n|---|---|---|\n${basis.join('\n')}\n`);
  });
});

test('.env.example est imprimé du schéma de configuration', () => {
  expectPrinted('.env.example', environmentExample());
  for (const key of Object.keys(configSchema.shape)) expect(environmentExample()).toContain(`#${key}=`);
});

test('la règle de dépendance est tenue', () => {
  const said = execFileSync(process.execPath, ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'apps', 'libs', '--config', '.dependency-cruiser.cjs'], { encoding: 'utf8' });
  expect(said).toContain('no dependency violations found');
}, 60_000);

test('les pièces de la maison portent les noms du plan', () => {
  const rooms = (folder: string) => readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory()).sort();
  expect(rooms('apps')).toEqual(['cli', 'web', 'worker']);
  expect(rooms('libs')).toEqual(['documents', 'domain', 'features', 'platform', 'signing', 'ui']);
  for (const name of ['utils', 'helpers', 'common', 'core', 'manager']) expect(execFileSync('git', ['ls-files', `*/${name}/*`, `*${name}.ts`], { encoding: 'utf8' })).toBe('');
});
