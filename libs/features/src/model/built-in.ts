import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A document of the model: its folder under `templates/`, and its Word template relative to the repository's root. */
export type ModelPart = { name: string; path: string };
export type LoadedPart = { name: string; docx: Buffer };

const VERSION = '1';
const names = ['convention', 'annexe-1', 'annexe-2', 'annexe-3', 'annexe-4', 'annexe-5', 'annexe-6', 'annexe-7'] as const;

/**
 * The model shipped with the project, drafted by it and not official. Parts are in the order of the assembled document.
 * A published version is never edited: a change is a new folder `v2` and a new version here.
 */
export const builtInModel = {
  id: 'modele-paraphe',
  version: VERSION,
  title: 'Convention départementale France Services – modèle de référence du projet, non officiel',
  parts: names.map((name): ModelPart => ({ name, path: `templates/${name}/v${VERSION}/template.docx` })),

  /** Reads the Word templates, in order. Fails when one is missing. */
  async load(): Promise<LoadedPart[]> {
    return Promise.all(builtInModel.parts.map(async ({ name, path }) => ({ name, docx: await projectFile(path) })));
  },
};

/** A file of the project, by its path from the root: a Word template, package.json. Fails when it is missing. */
export function projectFile(path: string): Promise<Buffer> {
  return readFile(join(repositoryRoot(dirname(fileURLToPath(import.meta.url))), path));
}

/**
 * This file runs from `libs/features/src/model` and, compiled, from `dist/libs/features/src/model`: the root is the first folder above
 * that holds both package.json and templates/. `dist` holds neither.
 */
function repositoryRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'templates'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('templates/ was not found above the compiled model.');
  return repositoryRoot(parent);
}
