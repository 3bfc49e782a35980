#!/usr/bin/env node
/**
 * `npx paraphe …`: installs and compiles if needed, then runs the command line. Commands that live on the database join the instance
 * running on the data folder; when none runs, the same services as `npm start` are started for the duration of the command.
 * Standard output belongs to the command (`--json`): everything said here goes to standard error.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureBuilt } from './build.mjs';
import { checkNode, ensurePackages } from './install.mjs';
import { claimDataDir, runningInstance } from './instance.mjs';
import { ensureLibreOffice, findLibreOffice } from './libreoffice.mjs';
import { MAIN_FILES } from './paths.mjs';
import { CannotRun, EXIT_CANNOT_RUN, runMain, speakOnStderr } from './report.mjs';
import { Services } from './services.mjs';
import { checkDatabase, checkReachable, choosePort, readSettings } from './settings.mjs';

/** Commands that need the database and the services around it. The others (verify, deadline, hours…) work on files and dates alone. */
const SERVICE_COMMANDS = new Set(['round', 'migrate', 'seed', 'tick', 'journal', 'accounts', 'account', 'accord-cadre', 'directory']);

/** In production nothing starts before `keys create` has made the authority: it must work alone. */
const needsServices = ([command, verb]) => SERVICE_COMMANDS.has(command) || (command === 'keys' && verb !== 'create') || (command === 'model' && (verb === 'import' || verb === 'publish'));

/** An instance that is starting is waited for this long: a cold installation takes up to five minutes. */
const INSTANCE_LIMIT_MS = 6 * 60_000;
const INSTANCE_STEP_MS = 200;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function paraphe() {
  const args = process.argv.slice(2);
  if (args[0] === 'start') return (await import('./start.mjs')).start();
  speakOnStderr();
  checkNode();
  await ensurePackages();
  await ensureBuilt();
  const asksHelp = args.some((argument) => ['--help', '-h', '--version', '-V'].includes(argument));
  if (asksHelp || !needsServices(args)) return runCommand(args, withLibreOffice(findLibreOffice()));
  const settings = readSettings();
  const environment = await environmentOfInstance(settings.dataDir);
  return environment ? runCommand(args, environment) : runWithServices(args, settings);
}

const withLibreOffice = (soffice) => (soffice ? { SOFFICE_PATH: soffice } : {});

/** Environment of the instance running on the data folder, once it is ready; null when none runs. */
async function environmentOfInstance(dataDir) {
  const limit = Date.now() + INSTANCE_LIMIT_MS;
  for (;;) {
    const instance = runningInstance(dataDir);
    if (!instance) return null;
    if (instance.run?.kind === 'command') {
      // Its services would stop with it, in the middle of our own work.
      throw new CannotRun(`Une autre commande paraphe (processus ${instance.pid}) utilise ${dataDir}\u00a0: attendez sa fin, ou lancez npm start.`);
    }
    if (instance.run?.ready) return instance.run.environment;
    if (Date.now() > limit) throw new CannotRun(`L’instance en cours de démarrage (processus ${instance.pid}) n’est toujours pas prête.`);
    await delay(INSTANCE_STEP_MS);
  }
}

async function runWithServices(args, settings) {
  const claim = await claimDataDir(settings.dataDir);
  // Any free port, unless one was asked for: nobody is expected to visit this site.
  const port = await choosePort({ port: settings.port ?? 0 });
  await checkReachable(settings);
  await checkDatabase(settings);
  const soffice = await ensureLibreOffice();
  const run = { kind: 'command', ready: false, publicUrl: settings.publicUrl ?? `http://localhost:${port}`, environment: {}, processes: {} };
  const log = createWriteStream(path.join(settings.dataDir, 'services.log'), { mode: 0o600 });
  const services = new Services({
    settings,
    port,
    soffice,
    onLine: (name, line) => log.write(`[${name}] ${line}\n`),
    onChange: (state) => claim.writeRun(Object.assign(run, state)),
  });
  const interruption = new Promise((resolve) => STOP_SIGNALS.forEach((signal) => process.on(signal, () => resolve('stop'))));
  try {
    if ((await Promise.race([services.start(), interruption])) === 'stop') return EXIT_CANNOT_RUN;
    return await runCommand(args, services.environment);
  } finally {
    await services.stop();
    claim.release();
  }
}

/** Runs the compiled command line on this terminal. @returns {Promise<number>} its exit code. */
function runCommand(args, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', MAIN_FILES.cli, ...args], { stdio: 'inherit', env: { ...process.env, ...environment } });
    // Ctrl-C already reaches the command, which shares our terminal; the launcher must stay to stop the services after it.
    for (const signal of STOP_SIGNALS) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
    child.once('error', () => resolve(EXIT_CANNOT_RUN));
    child.once('exit', (code) => resolve(code ?? EXIT_CANNOT_RUN));
  });
}

await runMain(paraphe);
