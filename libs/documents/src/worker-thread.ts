import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread on a module that stands beside this one. Built, that module is JavaScript and is started as it is.
 * Run from the sources (tests), it is TypeScript: the thread first learns to read it with swc, the same compiler as
 * the build. Either way it is a true thread, which can be terminated in the middle of a loop.
 * @param name file name without extension, e.g. `render-worker`
 */
export function startThread(name: string, options: WorkerOptions): Worker {
  const built = new URL(`./${name}.js`, import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built, options);
  const source = new URL(`./${name}.ts`, import.meta.url).href;
  return new Worker(readTypeScript(source, createRequire(import.meta.url).resolve('@swc/core')), { ...options, eval: true });
}

/** The bootstrap of a thread started from the sources: a loader that turns `./x.js` into `./x.ts` and compiles it. */
function readTypeScript(entry: string, swc: string): string {
  const loader = `
    import { createRequire } from 'node:module';
    import { existsSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const { transformFileSync } = createRequire(import.meta.url.startsWith('file:') ? import.meta.url : ${JSON.stringify(entry)})(${JSON.stringify(swc)});
    export async function resolve(specifier, context, next) {
      if (/^\\.{1,2}\\/.*\\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
        const source = new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
        if (existsSync(fileURLToPath(source))) return { url: source.href, format: 'module', shortCircuit: true };
      }
      return next(specifier, context);
    }
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const { code } = transformFileSync(fileURLToPath(url), {
        swcrc: false, module: { type: 'es6' }, jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      });
      return { format: 'module', source: code, shortCircuit: true };
    }`;
  const url = `data:text/javascript,${encodeURIComponent(loader)}`;
  return `
    require('node:module').register(${JSON.stringify(url)});
    import(${JSON.stringify(entry)});`;
}
