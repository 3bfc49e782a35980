// The others, on the same file with the same keys. Each returns the milliseconds of every signature, or null when it cannot be had.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PYHANKO = '0.38.0';
/** Making the environment downloads some thirty megabytes; it is kept from one measure to the next. */
const environment = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), `paraphe-pyhanko-${PYHANKO}`);
const PIP_MS = 300_000;
const SIGN_MS = 300_000;
const OUTPUT_BYTES_MAX = 16 << 20;

/** @param contentsBytes room for the CMS, in bytes, as our kernel keeps it */
export async function pyHanko(folder, file, authorityPem, people, contentsBytes) {
  const python = await pythonWithPyHanko();
  if (!python) return null;
  const chain = join(folder, 'authority.pem');
  await writeFile(chain, authorityPem);
  const written = await Promise.all(people.map(async ({ field, pem }, n) => {
    const [key, certificate] = [join(folder, `${n}.key.pem`), join(folder, `${n}.pem`)];
    await Promise.all([writeFile(key, pem.key), writeFile(certificate, pem.certificate)]);
    return { field, key, certificate, chain };
  }));
  const [job, output] = [join(folder, 'pyhanko.json'), join(folder, 'pyhanko.pdf')];
  await writeFile(job, JSON.stringify({ file, output, reserved: 2 * contentsBytes, people: written }));
  const { stdout } = await run(python, [new URL('signing_pyhanko.py', import.meta.url).pathname, job], { timeout: SIGN_MS, maxBuffer: OUTPUT_BYTES_MAX });
  await checkSigned('pyHanko', await readFile(output), people.length);
  return JSON.parse(stdout);
}

async function pythonWithPyHanko() {
  const python = join(environment, 'bin', 'python');
  try {
    if (!existsSync(python)) {
      await mkdir(environment, { recursive: true });
      execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe', timeout: PIP_MS });
    }
    const installed = () => execFileSync(python, ['-c', 'import pyhanko.sign'], { stdio: 'pipe' });
    try {
      installed();
    } catch {
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', `pyhanko==${PYHANKO}`], { stdio: 'pipe', timeout: PIP_MS });
      installed();
    }
    return python;
  } catch (fault) {
    console.warn(`\n!!! pyHanko est introuvable : la comparaison N’EST PAS faite (${String(fault.message).split('\n')[0]})\n`);
    return null;
  }
}

export async function libPdf(pdf, people, chainDer) {
  const library = await import('@libpdf/core').catch(() => null);
  if (!library) {
    console.warn('\n!!! @libpdf/core est absent : la comparaison N’EST PAS faite\n');
    return null;
  }
  const signers = people.map(({ cryptoKey, identity }) => new library.CryptoKeySigner(cryptoKey, identity.certificateDer, 'EC', 'ECDSA', chainDer));
  const times = [];
  let bytes = pdf;
  for (const [n, { field }] of people.entries()) {
    const start = performance.now();
    const document = await library.PDF.load(bytes);
    ({ bytes } = await document.sign({ signer: signers[n], fieldName: field, reason: 'Approuve la convention départementale', digestAlgorithm: 'SHA-256' }));
    times.push(performance.now() - start);
  }
  await checkSigned('@libpdf/core', Buffer.from(bytes), people.length);
  return times;
}

/** A contender that signs nothing would be very fast. */
async function checkSigned(name, pdf, count) {
  // The certification is there before them.
  const found = pdf.toString('latin1').match(/\/ByteRange\s*\[/g)?.length ?? 0;
  if (found !== count + 1) throw new Error(`${name} a écrit ${found - 1} signatures, ${count} étaient attendues`);
}
