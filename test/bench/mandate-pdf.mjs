// npm run bench:mandate-pdf -- [--seconds 60] [--rate 5]. A mandate with its PDF: the two originals to sign, then the original sealed, at arrivals that wait
// for nobody, against what one conversion by LibreOffice costs in the same run; exits 1 when a goal is missed, 2 when it cannot run.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

if (!existsSync(new URL('../../dist/apps/worker/src/worker.module.js', import.meta.url))) {
  console.error('Le programme n’est pas construit : npm run build');
  process.exit(2);
}
const { NestFactory } = await import('@nestjs/core');
const { findLibreOffice } = await import('../../apps/cli/bootstrap/libreoffice.mjs');
const { ensurePostgres } = await import('../../apps/cli/bootstrap/postgres.mjs');
const { demarches, defaultMandateReadings, newMandateFacts } = await import('#libs/domain');
const { Press } = await import('#libs/features/papers');
const { loadConfig } = await import('#libs/platform');
const { MandatePrinter } = await import(new URL('../../dist/libs/features/src/mandate/mandate-print.js', import.meta.url));
const { toSignWords } = await import(new URL('../../dist/libs/features/src/mandate/mandate-print-words.js', import.meta.url));
const { WorkerModule } = await import(new URL('../../dist/apps/worker/src/worker.module.js', import.meta.url));
const { benchDatabase } = await import('./bench-database.mjs');

const GOAL_MS = 1_000;
/** Conversions timed for the floor. */
const CONVERSIONS = 5;
const { values: asked } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, rate: { type: 'string', default: '5' } } });
const [seconds, rate] = [Number(asked.seconds), Number(asked.rate)];
const office = findLibreOffice();
if (!office || !(seconds > 0) || !(rate > 0)) {
  console.error(office ? 'Usage : npm run bench:mandate-pdf -- [--seconds 60] [--rate 5]' : 'LibreOffice est introuvable : rien n’est mesuré.');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
let postgres = null;
let app = null;
let client = null;
try {
  postgres = await ensurePostgres({ dataDir: folder });
  const database = await benchDatabase(postgres, folder, 'pdf');
  client = database.client;
  const config = loadConfig({ ...database.environment, PATH: process.env.PATH, SOFFICE_PATH: office, PUBLIC_URL: 'https://paraphe.example' });
  app = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config }), { logger: ['error'], abortOnError: false });
  process.exitCode = (await measure(app.get(MandatePrinter, { strict: false }), app.get(Press, { strict: false }))) ? 0 : 1;
} finally {
  await client?.end();
  await app?.close();
  await postgres?.stop({ hurry: true });
  await rm(folder, { recursive: true, force: true });
}

async function measure(printer, press) {
  const first = performance.now();
  await Promise.all([printer.toSign(mandate(0)), printer.original(mandate(0))]);
  const warmUp = performance.now() - first;
  const conversions = [];
  for (let n = 0; n < CONVERSIONS; n += 1) {
    const start = performance.now();
    await press.print({ document: 'mandat-a-signer', data: toSignWords(mandate(n), { publicUrl: 'https://paraphe.example', demonstration: true }), title: 'Étalon', date: new Date() });
    conversions.push(performance.now() - start);
  }
  const times = { toSign: [], sealed: [], whole: [], levels: new Set(), bytes: 0 };
  const spent = process.cpuUsage();
  const issued = [];
  const begin = performance.now();
  for (let at = 0, n = 1; at < seconds * 1_000; at += (-Math.log(1 - random(n)) / rate) * 1_000, n += 1) {
    await delay(Math.max(0, begin + at - performance.now()));
    issued.push(issue(printer, n, begin + at, times));
  }
  await Promise.all(issued);
  const { user, system } = process.cpuUsage(spent);
  return print({ times, warmUp, conversions, cpuMs: (user + system) / 1_000 / issued.length });
}

/** From its arrival: what waits for the one before is counted. */
async function issue(printer, n, arrived, times) {
  const data = mandate(n);
  await printer.toSign(data);
  const signing = performance.now();
  times.toSign.push(signing - arrived);
  const { pdf, level } = await printer.original(data);
  times.sealed.push(performance.now() - signing);
  times.whole.push(performance.now() - arrived);
  times.levels.add(level);
  times.bytes = pdf.length;
}

function mandate(n) {
  const at = new Date().toISOString();
  const day = at.slice(0, 10);
  const scope = demarches.slice(n % 7, (n % 7) + 3).map((demarche) => ({ demarche, actions: true, dataRequests: n % 2 === 0, partners: ['p-1'] }));
  return {
    number: `MD-48-${String(n).padStart(6, '0')}`, timeZone: 'Europe/Paris', departement: { code: '48', name: 'Lozère' }, agreementNumber: 'CDFS-48-2026-001', text: { version: 'annexe-7/v1', hash: 'a'.repeat(64) },
    structure: { name: 'France Services de Mende', place: '3 place du Foirail, 48000 Mende' }, gestionnaire: { name: 'Communauté de communes Cœur de Lozère', siret: '20006915100018' },
    facts: {
      ...newMandateFacts({ id: `m-${n}`, timeZone: 'Europe/Paris', structureId: 's', gestionnaireId: 'g', agentId: 'a', startedOn: day, readings: defaultMandateReadings }),
      informedAt: at, identifiedAt: at, definedAt: at, identityDocument: 'identity_card', scope, duration: 'six_months', signed: { at, on: day, signature: { means: 'tablet' }, text: { version: 'annexe-7/v1', hash: 'a'.repeat(64) } },
    },
    person: { familyName: `Vidal ${n}`, givenNames: 'Odette Marie', birthDate: '1941-03-12', birthPlace: 'Langogne', address: '8 rue du Soubeyran, 48000 Mende', phone: '0466490000', email: null },
    agent: { name: 'Julie Roux', role: 'conseillère France Services' }, words: Object.fromEntries(scope.map(({ demarche }) => [demarche, 'Remplir la déclaration avec la personne, et suivre la réponse'])),
    partnerNames: new Map([['p-1', 'Caisse d’assurance retraite']]), code: '0123456789ABCDEF', typedName: 'Odette Vidal',
  };
}

/** The same arrivals each time. */
function random(n) {
  const x = Math.sin(n * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

function print({ times, warmUp, conversions, cpuMs }) {
  const number = (value, digits = 0) => value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const quantile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
  const row = (name, list) => console.log(`${name.padEnd(52)}${[0.5, 0.95, 0.99].map((part) => `${number(quantile(list, part))} ms`.padStart(10)).join('')}`);
  console.log(`\n${times.whole.length} mandats en ${number(seconds)} s (${number(rate)} par seconde), sur ${availableParallelism()} cœurs (charge de la machine : ${number(loadavg()[0], 1)})\n`);
  console.log(`${''.padEnd(52)}${['p50', 'p95', 'p99'].map((name) => name.padStart(10)).join('')}`);
  row('les deux originaux à signer', times.toSign);
  row('l’original signé, certifié, scellé, horodaté', times.sealed);
  row('les deux', times.whole);
  const floor = quantile(conversions, 0.5);
  console.log(`\nremplir et convertir le même modèle une fois par LibreOffice : ${number(floor)} ms (médiane de ${CONVERSIONS}) ; les premières formes ${number(warmUp)} ms, une fois par démarrage`);
  console.log(`${number(cpuMs)} ms de processeur par mandat ; ${number(times.bytes / 1_000)} ko par original, niveau ${[...times.levels].join(', ')}\n`);
  const p95 = quantile(times.whole, 0.95);
  const good = p95 < GOAL_MS;
  console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  95 % en moins de ${number(p95)} ms (objectif : moins de ${number(GOAL_MS)} ms), ${number(floor / p95, 1)} fois plus vite qu’une seule conversion\n`);
  return good;
}
