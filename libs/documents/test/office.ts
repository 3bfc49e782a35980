import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument, PDFName } from 'pdf-lib';

/** The smallest PDF that passes for a conversion: one page, a root of tags. */
export async function taggedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([200, 200]);
  document.catalog.set(PDFName.of('StructTreeRoot'), document.context.obj({ Type: 'StructTreeRoot' }));
  return Buffer.from(await document.save());
}

/**
 * A shell script in the place of LibreOffice. It may use `$document` (the Word file), `$result` (where the PDF is expected),
 * `$profile` (its profile) and `$here` (the folder given), and calls `convert` to give the smallest PDF.
 * @returns its path
 */
export async function fakeOffice(here: string, script: string, name = 'soffice-faux'): Promise<string> {
  const path = join(here, name);
  const sample = join(here, 'exemple.pdf');
  await writeFile(sample, await taggedPdf());
  const lines = [
    '#!/bin/sh', `here='${here}'`, 'for document; do :; done', 'result="${document%.docx}.pdf"', 'profile="${1#-env:UserInstallation=}"',
    `convert() { cp '${sample}' "$result"; }`, 'if [ "$3" = --version ]; then echo "Bureau 1.0"; exit 0; fi', script, '',
  ];
  await writeFile(path, lines.join('\n'));
  await chmod(path, 0o755);
  return path;
}

/** Whether a process still runs; one that is dead and not yet buried does not. */
export function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim().startsWith('Z');
  } catch {
    return false;
  }
}
