import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * Starts the thread that judges. Built, its module is JavaScript and is started as it is. Run from the sources (tests), it is
 * TypeScript: the thread first learns to read it with swc, the compiler of the build. Either way it is a true thread, which can be
 * terminated in the middle of a loop. (The documents room starts its own the same way: rooms do not import one another.)
 */
export function startVerification(options: WorkerOptions): Worker {
  const built = new URL('./verify-worker-thread.js', import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built, options);
  const source = new URL('./verify-worker-thread.ts', import.meta.url).href;
  return new Worker(fromSource(source, createRequire(import.meta.url).resolve('@swc/core')), { ...options, eval: true });
}

/** The bootstrap of a thread on TypeScript: a loader that finds `./x.ts` for `./x.js` and compiles it. */
function fromSource(entry: string, swc: string): string {
  const loader = `
    import { createRequire } from 'node:module';
    import { existsSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const { transformFileSync } = createRequire(${JSON.stringify(entry)})(${JSON.stringify(swc)});
    const jsc = { target: 'es2023', parser: { syntax: 'typescript' } };
    export async function resolve(specifier, context, next) {
      const source = /^\\.{1,2}\\/.*\\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')
        && new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
      return source && existsSync(fileURLToPath(source)) ? { url: source.href, format: 'module', shortCircuit: true } : next(specifier, context);
    }
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const { code } = transformFileSync(fileURLToPath(url), { swcrc: false, module: { type: 'es6' }, jsc });
      return { format: 'module', source: code, shortCircuit: true };
    }`;
  const url = `data:text/javascript,${encodeURIComponent(loader)}`;
  return `require('node:module').register(${JSON.stringify(url)}); import(${JSON.stringify(entry)});`;
}
