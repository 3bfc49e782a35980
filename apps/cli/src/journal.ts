import type { INestApplicationContext } from '@nestjs/common';
import { JournalAnchors, JournalVerifier } from '#libs/platform';
import type { Anchoring, JournalFault, JournalFinding, JournalReport, TokenCheck } from '#libs/platform';
import { SigningError, checkToken } from '#libs/signing';
import { formatCount } from '#libs/ui';
import { withApp } from './installation.js';
import { ProgressBar } from './terminal.js';

/** Reads the whole journal again. Exit 0 intact, 1 altered; what could not be read is a fault, which `main` turns into 2. */
export async function verifyJournal({ json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const bar = new ProgressBar(json === true || !process.stderr.isTTY);
    const report = await app.get(JournalVerifier).verify({
      checkToken: tokenFault,
      onProgress: (lines, expected) => bar.show(expected > 0 ? Math.min(100, Math.round((lines / expected) * 100)) : 100, `${formatCount(lines, 'ligne')} relues`),
    });
    bar.done();
    console.log(json ? JSON.stringify(report) : reportText(report));
    process.exitCode = report.intact ? 0 : 1;
  });
}

/** Anchors the journal at once, for whoever does not want to wait for the night. */
export async function anchorJournal({ json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const done = await anchorEverything(app);
    console.log(json ? JSON.stringify(done) : anchoringText(done));
  });
}

/** The days that wait for their anchor, each with its own evening's heads, then this instant. */
async function anchorEverything(app: INestApplicationContext): Promise<Anchoring> {
  const anchors = app.get(JournalAnchors);
  const past = await anchors.catchUp();
  const now = await anchors.anchorNow();
  return { ...now, anchored: [...past.anchored, ...now.anchored], stamped: past.stamped + now.stamped };
}

/** The token must date this root, and its signature hold. Whose authority it is stands in the token: the operator names those trusted. */
export const tokenFault: TokenCheck = async (token, root) => {
  try {
    const { imprint, imprintAlgorithm } = checkToken(token);
    return imprintAlgorithm === 'sha256' && imprint.equals(root) ? null : 'token_imprint';
  } catch (fault) {
    if (fault instanceof SigningError) return 'token_invalid';
    throw fault;
  }
};

/** A fault without its sentence does not compile. */
const sentences: Record<JournalFault, (finding: JournalFinding) => string> = {
  rank_missing: ({ rank }) => `la ligne de rang ${rank} a disparu`,
  rank_unexpected: ({ rank }) => `une ligne de trop porte le rang ${rank}`,
  previous_hash_wrong: ({ rank }) => `la ligne de rang ${rank} ne suit plus celle d’avant (l’une des deux a été modifiée, ou une ligne a été glissée là)`,
  hash_wrong: ({ rank }) => `la ligne de rang ${rank} a été modifiée : elle ne correspond plus à son empreinte`,
  subject_mixed: ({ rank }) => `la ligne de rang ${rank} est celle d’un autre dossier`,
  mac_wrong: ({ rank }) => `la ligne de rang ${rank} n’a pas été écrite par ce service (récrite, insérée ou renumérotée)`,
  witness_missing: ({ seq, detail }) => `la ligne n° ${seq} du journal a disparu (la ligne n° ${detail} l’avait vue)`,
  head_missing: ({ rank }) => `la tête de chaîne a disparu ; la dernière ligne connue est celle de rang ${rank}`,
  head_forged: ({ rank }) => `la tête de chaîne n’a pas été écrite par ce service ; la dernière ligne connue est celle de rang ${rank}`,
  tail_missing: ({ rank }) => `les dernières lignes ont disparu, à partir du rang ${rank}`,
  tail_added: ({ rank }) => `des lignes ont été ajoutées à la fin, à partir du rang ${rank}`,
  tail_changed: ({ rank }) => `la dernière ligne, de rang ${rank}, n’est plus celle que connaît la tête de chaîne`,
  subject_missing: () => 'toutes les lignes ont disparu, à partir du rang 1',
  anchor_missing: ({ rank }) => `l’ancrage n° ${rank} a disparu`,
  anchor_forged: ({ rank, detail }) => `l’ancrage n° ${rank}, du ${detail}, a été modifié ou n’a pas été écrit par ce service`,
  anchor_unchained: ({ rank, detail }) => `l’ancrage n° ${rank}, du ${detail}, ne suit plus celui d’avant`,
  anchor_root_wrong: ({ rank, detail }) => `l’ancrage n° ${rank}, du ${detail}, n’a pas la racine de ses têtes de chaîne`,
  anchor_head_wrong: ({ rank }) => `la suite des ancrages ne finit pas où elle devrait ; le dernier connu est le n° ${rank}`,
  anchored_line_missing: ({ rank, detail }) => `la ligne de rang ${rank}, ancrée le ${detail}, a disparu`,
  anchored_line_changed: ({ rank, detail }) => `la ligne de rang ${rank} n’est plus celle qui a été ancrée le ${detail}`,
  token_imprint: ({ rank, detail }) => `le jeton d’horodatage de l’ancrage n° ${rank}, du ${detail}, date autre chose que sa racine`,
  token_invalid: ({ rank, detail }) => `le jeton d’horodatage de l’ancrage n° ${rank}, du ${detail}, n’est pas valable`,
};

/** What the command prints, in French. */
export function reportText({ intact, lines, subjects, anchors, stamped, findings, further, keyUnknown }: JournalReport): string {
  const measured = `${formatCount(lines, 'ligne')}, ${formatCount(subjects, 'dossier')}, ${formatCount(anchors, 'ancrage')} dont ${formatCount(stamped, 'horodaté')}`;
  if (intact) return `Journal intact : ${measured}.`;
  return [
    `Journal altéré : ${measured}. Pour chaque dossier, la première anomalie :`,
    ...findings.map(findingText),
    ...(further > 0 ? [`… et ${formatCount(further, 'autre anomalie', 'autres anomalies')}.`] : []),
    ...(keyUnknown ? ['Aucune ligne ne répond à la clé de ce service : vérifiez d’abord que PARAPHE_SECRET, ou le dossier des clés, est bien celui d’origine.'] : []),
  ].join('\n');
}

function findingText(finding: JournalFinding): string {
  const { subject, subjectId, seq, fault } = finding;
  const who = subject === null ? 'Journal' : `${subject} ${subjectId}`;
  const line = seq !== null && subject !== null ? ` [ligne n° ${seq}]` : '';
  return `– ${who} : ${sentences[fault](finding)}${line}.`;
}

function anchoringText({ anchored, stamped, pending, stampFault }: Anchoring): string {
  const wrote = anchored.length ? `Ancrage écrit : ${anchored.join(', ')}.` : 'Rien de nouveau à ancrer.';
  const dated = `${formatCount(stamped, 'horodatage obtenu', 'horodatages obtenus')}, ${formatCount(pending, 'en attente', 'en attente')}.`;
  return [wrote, dated, ...(stampFault ? [`L’autorité d’horodatage n’a pas répondu : ${stampFault}`] : [])].join('\n');
}
