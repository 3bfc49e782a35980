// npm run bench:signing. Measures, in one run and on one file, what a signature costs; exits 1 when a goal is missed.
import { createHash, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

if (!existsSync(new URL('../../dist/libs/signing/src/index.js', import.meta.url))) {
  console.error('Le programme n’est pas construit : npm run build');
  process.exit(2);
}
const { CONTENTS_BYTES, appendRevision, openPrefix, savePrefix } = await import('#libs/signing');
const { approval, certification, median, slotNames } = await import('./signing-act.mjs');
const { libPdf, pyHanko } = await import('./signing-contenders.mjs');
const { signatories } = await import('./signing-keys.mjs');
const { preparedFile } = await import('./signing-prepared.mjs');

const SIGNATORIES = 50;
const SMALL_BYTES = 300_000;
const LARGE_BYTES = 20_000_000;
/** Rounds of fifty signatures. The first, on a cold process, is shown apart. */
const ROUNDS = 12;
/** Processes started for each size, each of which signs for everybody. */
const PROCESSES = 4;
const GOALS = { timesPyHanko: 20, timesFloor: 5, timesSmallFile: 1.5 };

const folder = await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
try {
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  const slots = slotNames(SIGNATORIES);
  const { authorityPem, people: all } = await signatories(SIGNATORIES + 1);
  const service = all.pop();
  const people = all.map((person, n) => ({ ...person, field: slots[n] }));
  const small = await certified(slots, SMALL_BYTES, service);
  const large = await certified(slots, LARGE_BYTES, service);

  const first = await signAll(small, people);
  const { ours, floor, onSmall, onLarge } = await interleaved(small, large, people, first.increment);
  const [resumedSmall, resumedLarge] = await resumed(small, large, people);
  const python = await pyHanko(folder, small.path, authorityPem, people, CONTENTS_BYTES.approve);
  const library = await libPdf(small.pdf, people, people[0].identity.chainDer);
  const start = performance.now();
  await openPrefix(large.path, large.prefix.length);
  const reading = performance.now() - start;

  print([
    ['Plancher : hacher l’ajout, une signature P-256', floor],
    ['Paraphe, 300 Ko', ours],
    ['Paraphe, 300 Ko, premier tour (à froid)', first.times],
    ['pyHanko, 300 Ko', python],
    ['@libpdf/core, 300 Ko', library],
    ['Paraphe, 300 Ko (en alternance avec 20 Mo)', onSmall],
    ['Paraphe, 20 Mo', onLarge],
    ['Paraphe, 300 Ko, d’un processus à l’autre', resumedSmall],
    ['Paraphe, 20 Mo, d’un processus à l’autre', resumedLarge],
  ], median(ours));
  console.log(`Un ajout pèse ${first.increment} octets. Relire 20 Mo, ce que l’état gardé évite : ${milliseconds(reading)} ms.\n`);
  return judge([
    ['pyHanko / Paraphe', python && median(python) / median(ours), GOALS.timesPyHanko, 'au moins'],
    ['Paraphe / plancher', median(ours) / median(floor), GOALS.timesFloor, 'au plus'],
    ['20 Mo / 300 Ko, un processus', median(onLarge) / median(onSmall), GOALS.timesSmallFile, 'au plus'],
    ['20 Mo / 300 Ko, d’un processus à l’autre', median(resumedLarge) / median(resumedSmall), GOALS.timesSmallFile, 'au plus'],
  ]);
}

/** A prepared file, certified, on the disk as the others will read it. */
async function certified(slots, bytes, service) {
  const { pdf, manifest } = await preparedFile(slots, bytes);
  const path = join(folder, `${bytes}.pdf`);
  await writeFile(path, pdf);
  const revision = await appendRevision(await openPrefix(path, pdf.length), manifest, certification(new Date()), service.identity);
  await appendFile(path, revision.bytes);
  return { path, manifest, prefix: revision.prefix, pdf: Buffer.concat([pdf, revision.bytes]) };
}

/** The kernel alone: keys are ready, nothing is written nor synchronised, no database. */
async function signOne({ manifest }, prefix, person, at) {
  const start = performance.now();
  const revision = await appendRevision(prefix, manifest, approval(person.field, at), person.identity);
  return { ...revision, ms: performance.now() - start };
}

async function signAll(document, people) {
  const at = new Date();
  const times = [];
  let { prefix } = document;
  let increment = 0;
  for (const person of people) {
    const revision = await signOne(document, prefix, person, at);
    times.push(revision.ms);
    prefix = revision.prefix;
    increment = revision.bytes.length;
  }
  return { times, increment };
}

/** Turn by turn, so that whatever else the machine does weighs on all alike. */
async function interleaved(small, large, people, increment) {
  const bytes = Buffer.alloc(increment, 'convention');
  const times = { ours: [], floor: [], onSmall: [], onLarge: [] };
  const at = new Date();
  for (let round = 0; round < ROUNDS; round++) {
    const prefixes = { ours: small.prefix, onSmall: small.prefix, onLarge: large.prefix };
    for (const person of people) {
      const start = performance.now();
      sign('sha256', createHash('sha256').update(bytes).digest(), { key: person.key, dsaEncoding: 'der' });
      times.floor.push(performance.now() - start);
      for (const [name, document] of [['ours', small], ['onSmall', small], ['onLarge', large]]) {
        const { ms, prefix } = await signOne(document, prefixes[name], person, at);
        times[name].push(ms);
        prefixes[name] = prefix;
      }
    }
  }
  return times;
}

/** Each signature by a process that was only given the state saved by the one before. */
async function resumed(small, large, people) {
  const jobs = [small, large].map(({ prefix, manifest }, n) => ({ path: join(folder, `resume-${n}.json`), content: { state: savePrefix(prefix), manifest } }));
  const signers = people.map(({ field, identity, pem }) => ({ field, certificate: identity.certificateDer.toString('base64'), chain: identity.chainDer[0].toString('base64'), key: pem.key }));
  for (const { path, content } of jobs) await writeFile(path, JSON.stringify({ ...content, people: signers }));
  const times = jobs.map(() => []);
  for (let n = 0; n < PROCESSES; n++) {
    jobs.forEach(({ path }, i) => {
      const output = execFileSync(process.execPath, [new URL('signing-resume.mjs', import.meta.url).pathname, path], { encoding: 'utf8' });
      times[i].push(...JSON.parse(output));
    });
  }
  return times;
}

function milliseconds(value) {
  return value.toLocaleString('fr-FR', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
}

function print(rows, reference) {
  console.log(`\nSigner une convention de ${SIGNATORIES} signataires, P-256, niveau B-B (millisecondes par signature)\n`);
  console.log(`${'méthode'.padEnd(50)}${'médiane'.padStart(10)}${'total 50'.padStart(12)}${'÷ Paraphe'.padStart(12)}`);
  for (const [name, times] of rows) {
    if (!times) {
      console.log(`${name.padEnd(50)}${'non mesuré'.padStart(10)}`);
      continue;
    }
    const total = (times.reduce((sum, ms) => sum + ms, 0) * SIGNATORIES) / times.length;
    const ratio = (median(times) / reference).toLocaleString('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    console.log(`${name.padEnd(50)}${milliseconds(median(times)).padStart(10)}${milliseconds(total).padStart(12)}${ratio.padStart(12)}`);
  }
  console.log('');
}

function judge(goals) {
  let reached = true;
  for (const [name, ratio, goal, sense] of goals) {
    if (ratio === null) {
      console.log(`NON MESURÉ  ${name} (objectif : ${sense} ${goal})`);
      continue;
    }
    const good = sense === 'au moins' ? ratio >= goal : ratio <= goal;
    reached &&= good;
    console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  ${name} : ${ratio.toLocaleString('fr-FR', { maximumFractionDigits: 2 })} (objectif : ${sense} ${goal})`);
  }
  return reached;
}
