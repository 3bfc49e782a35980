/** `npm start`: from a fresh clone to a running service, and back to silence on Ctrl-C. */
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { checkNode, ensurePackages } from './install.mjs';
import { claimDataDir } from './instance.mjs';
import { ensureLibreOffice } from './libreoffice.mjs';
import { runMain, say } from './report.mjs';
import { printLine, runCliCommand, Services } from './services.mjs';
import { checkDatabase, checkReachable, choosePort, readSettings } from './settings.mjs';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs until a stop signal.
 * @returns {Promise<number>} exit code.
 */
export async function start() {
  const startedAt = Date.now();
  checkNode();
  const stopRequest = listenToStopSignals();
  const settings = readSettings();
  const claim = await claimDataDir(settings.dataDir);
  const port = await choosePort(settings);
  await checkReachable(settings);

  // Until here everything is quick. What follows may take minutes on a fresh machine: it is simply dropped when asked to stop.
  const preparation = prepare(settings);
  if ((await Promise.race([preparation, stopRequest.promise])) === 'stop') return 0;
  const { soffice } = await preparation;

  const run = { kind: 'start', ready: false, publicUrl: settings.publicUrl ?? `http://localhost:${port}`, environment: {}, processes: {} };
  const onChange = (state) => claim.writeRun(Object.assign(run, state));
  const services = new Services({ settings, port, soffice, onLine: printLine, onChange });
  stopRequest.onInsistence(() => services.hurry());
  try {
    const end = await Promise.race([services.start(), stopRequest.promise]);
    if (end !== 'stop') {
      onChange({ ready: true });
      say(await welcome(run, settings, startedAt));
      await stopRequest.promise;
    }
  } finally {
    await services.stop();
    claim.release();
  }
  say('Paraphe est arrêté. Les données sont gardées.');
  return 0;
}

async function prepare(settings) {
  await ensurePackages();
  await checkDatabase(settings);
  const soffice = await ensureLibreOffice();
  await ensureBuilt();
  return { soffice };
}

/** The first signal asks to stop in order; the next ones say that the person is in a hurry. */
function listenToStopSignals() {
  let insist = () => {};
  let asked = false;
  const promise = new Promise((resolve) => {
    const onSignal = () => {
      if (asked) return insist();
      asked = true;
      say('\nArrêt de Paraphe…');
      resolve('stop');
    };
    for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  });
  return {
    promise,
    onInsistence(action) {
      insist = action;
    },
  };
}

async function welcome({ publicUrl, environment }, settings, startedAt) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).replace('.', ',');
  const isDemonstration = settings.mode === 'demonstration';
  const lines = [
    '',
    `Paraphe est prêt (${seconds}\u00a0s).`,
    '',
    `  Site                ${publicUrl}`,
    environment.MAILBOX_URL && `  Boîte aux lettres   ${environment.MAILBOX_URL}`,
    `  Données             ${settings.dataDir}`,
    '',
    ...(isDemonstration ? ['  Comptes de démonstration', indent(await runCliCommand('accounts', environment)), ''] : []),
    '  Pour arrêter\u00a0: Ctrl-C. Les données restent pour la prochaine fois.',
    '',
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(start);
