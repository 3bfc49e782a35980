import 'reflect-metadata';
import { Command } from 'commander';
import { RunFailure } from './run-failure.js';

/** What every command answers with: done or valid, refused or invalid, could not run. */
const exit = { done: 0, refused: 1, cannotRun: 2 } as const;

/** The one département of the demonstration has the most structures it will ever need; a count above is a slip of the hand. */
const structuresMax = 100;

// Each command loads what it needs when it runs: verifying a file must not wait for the whole service.
const program = new Command('paraphe').description('La convention France Services, de l’assemblage à la signature').showHelpAfterError().exitOverride();

program.command('migrate').description('met le schéma de la base à jour').option('--json').action(async (...given: Parameters<typeof import('./installation.js').migrateAll>) => (await import('./installation.js')).migrateAll(...given));
program.command('seed').description('installe les données de démonstration').option('--json').action(async (...given: Parameters<typeof import('./installation.js').seedAll>) => (await import('./installation.js')).seedAll(...given));
program.command('accounts').description('liste les comptes de démonstration').option('--json').action(async (...given: Parameters<typeof import('./installation.js').listAccounts>) => (await import('./installation.js')).listAccounts(...given));
program.command('doctor').description('dit ce qui manque sur cette machine').option('--json').action(async (...given: Parameters<typeof import('./doctor.js').doctor>) => (await import('./doctor.js')).doctor(...given));
program.command('env').description('imprime un fichier d’environnement commenté').action(async (...given: Parameters<typeof import('./environment.js').printEnvironmentExample>) => (await import('./environment.js')).printEnvironmentExample(...given));
program.command('tick').description('prend les décisions que le calendrier impose').requiredOption('--as-of <jour>', 'AAAA-MM-JJ').option('--json').action(async (...given: Parameters<typeof import('./tick.js').tickAsOf>) => (await import('./tick.js')).tickAsOf(...given));

const accordCadre = program.command('accord-cadre').description('l’Accord cadre national, qui borne la durée des conventions (article 9)');
accordCadre
  .command('record')
  .description('enregistre une version et l’applique aux conventions en cours')
  .requiredOption('--concluded <jour>', 'jour de sa conclusion, AAAA-MM-JJ')
  .requiredOption('--ends <jour>', 'son dernier jour, AAAA-MM-JJ')
  .requiredOption('--reference <texte>', 'ce qui permet de le retrouver : intitulé, date de signature, publication')
  .option('--source <adresse>', 'page où il est publié')
  .option('--json')
  .action(async (...given: Parameters<typeof import('./accord-cadre.js').recordAccordCadre>) => (await import('./accord-cadre.js')).recordAccordCadre(...given));
accordCadre.command('list').description('les versions enregistrées').option('--json').action(async (...given: Parameters<typeof import('./accord-cadre.js').listAccordsCadres>) => (await import('./accord-cadre.js')).listAccordsCadres(...given));
accordCadre
  .command('apply')
  .description('applique de nouveau une version, par exemple après une interruption')
  .requiredOption('--number <n>', 'numéro de la version')
  .option('--json')
  .action(async (...given: Parameters<typeof import('./accord-cadre.js').applyAccordCadre>) => (await import('./accord-cadre.js')).applyAccordCadre(...given));

program
  .command('account')
  .description('comptes')
  .command('invite')
  .description('ouvre un accès : la première personne d’une préfecture n’a personne pour l’inviter')
  .requiredOption('--email <adresse>', 'où elle recevra ses liens')
  .requiredOption('--name <nom>', 'prénom et nom')
  .requiredOption('--departement <code>', 'département, par exemple 48')
  .option('--role <rôle>', 'prefecture, auditor, gestionnaire, partner ou agent', 'prefecture')
  .option('--organisation <id>', 'organisme de l’annuaire, pour les trois derniers rôles')
  .option('--json')
  .action(async (...given: Parameters<typeof import('./account-invite.js').inviteAccount>) => (await import('./account-invite.js')).inviteAccount(...given));

program
  .command('verify')
  .description('juge les signatures d’un PDF, quel qu’il soit, sans réseau ni base')
  .argument('<fichier>', 'le PDF')
  .option('--trust <fichiers...>', 'racines de confiance au format PEM ; à défaut celles du service et de TRUST_FILES')
  .option('--at <instant>', 'instant du jugement, par exemple 2030-01-01T12:00:00Z ; à défaut maintenant')
  .option('--details', 'les constats techniques, signature par signature')
  .option('--json', 'le rapport entier, pour les programmes')
  .action(async (...given: Parameters<typeof import('./verify.js').verifyFile>) => (await import('./verify.js')).verifyFile(...given));

const journal = program.command('journal').description('le journal et ses ancrages');
journal.command('verify').description('relit tout le journal et nomme la première ligne altérée de chaque dossier').option('--json').action(async (...given: Parameters<typeof import('./journal.js').verifyJournal>) => (await import('./journal.js')).verifyJournal(...given));
journal.command('anchor').description('ancre le journal sans attendre la nuit').option('--json').action(async (...given: Parameters<typeof import('./journal.js').anchorJournal>) => (await import('./journal.js')).anchorJournal(...given));

const keys = program.command('keys').description('clés du service');
keys.command('create').description('crée l’autorité de certification du service, une fois pour toutes').requiredOption('--name <organisme>', 'par exemple "Préfecture de la Lozère"').option('--json').action(async (...given: Parameters<typeof import('./keys.js').createKeys>) => (await import('./keys.js')).createKeys(...given));
keys.command('show').description('montre les certificats du service : empreintes et échéances').option('--json').action(async (...given: Parameters<typeof import('./keys.js').showKeys>) => (await import('./keys.js')).showKeys(...given));
keys
  .command('revoke')
  .description('révoque un certificat délivré par le service')
  .requiredOption('--serial <numéro>', 'numéro de série, en hexadécimal')
  .requiredOption('--reason <motif>', 'keyCompromise, superseded, affiliationChanged, cessationOfOperation, privilegeWithdrawn ou unspecified')
  .option('--json')
  .action(async (...given: Parameters<typeof import('./keys.js').revokeKey>) => (await import('./keys.js')).revokeKey(...given));

program
  .command('evidence')
  .description('dossiers de preuve')
  .command('verify <fichier>')
  .description('recalcule hors ligne tout ce qu’un dossier de preuve affirme')
  .option('--document <pdf>', 'la convention, à comparer au dossier')
  .option('--trust <pem>', 'certificats racines que vous croyez ; à défaut, celui du dossier')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./evidence.js').verifyEvidenceFile>) => (await import('./evidence.js')).verifyEvidenceFile(...given));

const round = program.command('round').description('tournées de signature');
round
  .command('run')
  .description('assemble, fait signer et scelle une convention, sans navigateur')
  .requiredOption('--departement <code>', 'département, par exemple 48')
  .option('--structures <n>', 'nombre de structures retenues', (text) => wholeNumber(text, structuresMax))
  .option('--model <nom>', 'modèle publié : son nom, suivi de @version s’il n’est pas le dernier ; à défaut celui du projet')
  .option('--signatories-act', 'chaque signataire suit le lien de son courriel et signe')
  .requiredOption('--out <dossier>', 'où déposer convention.pdf, preuve.pdf et le relevé')
  .option('--json', 'relevé pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./round-run.js').runRound>) => (await import('./round-run.js')).runRound(...given));

const model = program.command('model').description('modèles de convention');
model
  .command('import')
  .description('importe le texte d’une convention, .docx ou .txt, comme une version à relire')
  .argument('<fichier>', 'le texte officiel')
  .option('--title <titre>', 'à défaut, celui du texte')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./model.js').importModel>) => (await import('./model.js')).importModel(...given));
model
  .command('publish')
  .description('publie une version relue, une fois les décisions prises')
  .argument('<nom>', 'le modèle, suivi de @version s’il n’est pas le dernier')
  .option('--fill <blanc=texte...>', 'ce qui est imprimé dans un blanc, par exemple fait_a=Mende')
  .option('--readings <réponses...>', 'réponse à une question ouverte, par exemple duree.reconduction_mois=12 ; les autres prennent leur valeur par défaut')
  .option('--approve', 'approuve tous les écarts avec le texte officiel')
  .option('--waive <motif>', 'écarte toutes les erreurs relevées, pour ce motif')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./model.js').publishModel>) => (await import('./model.js')).publishModel(...given));
model
  .command('lint')
  .description('relève les défauts d’un texte, sans rien corriger ni rien garder')
  .argument('<fichier>', 'un fichier .docx ou .txt, ou modele-paraphe')
  .option('--json', 'les remarques, pour les programmes')
  .action(async (...given: Parameters<typeof import('./model-text.js').lintModel>) => (await import('./model-text.js')).lintModel(...given));
model
  .command('diff')
  .description('montre ce qui change d’un texte à l’autre')
  .argument('<avant>', 'un fichier .docx ou .txt, ou modele-paraphe')
  .argument('<après>', 'un fichier .docx ou .txt, ou modele-paraphe')
  .option('--json', 'les lignes, pour les programmes')
  .action(async (...given: Parameters<typeof import('./model-text.js').diffModels>) => (await import('./model-text.js')).diffModels(...given));

program
  .command('hours')
  .description('horaires d’ouverture')
  .command('check')
  .description('compte les heures et les jours d’ouverture d’une liste de structures (article 4.2), sans réseau ni base')
  .requiredOption('--file <fichier>', 'la liste, .csv ou .xlsx, avec une colonne par jour')
  .option('--all', 'montre aussi les structures conformes')
  .option('--details', 'dit comment ont été lus les horaires inhabituels')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./hours.js').checkHours>) => (await import('./hours.js')).checkHours(...given));

const deadline = program.command('deadline').description('délais et échéances, sans réseau ni base : la réponse montre son raisonnement');
deadline
  .command('notice')
  .description('dit si un préavis est donné à temps, et ce que dirait chaque lecture (article 7)')
  .requiredOption('--received <jour>', 'remise de la lettre, AAAA-MM-JJ')
  .requiredOption('--term <jour>', 'dernier jour de la convention en cours')
  .option('--sent <jour>', 'expédition')
  .option('--presented <jour>', 'première présentation')
  .option('--months <n>', 'durée du préavis, en mois ; à défaut 6')
  .option('--reading <lecture>', 'jour qui compte : dispatch, first_presentation (à défaut) ou delivery')
  .option('--next-term <jour>', 'échéance suivante ; à défaut douze mois après --term')
  .option('--no-renewal', 'la convention n’est plus reconduite après --term')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./deadline.js').judgeNotice>) => (await import('./deadline.js')).judgeNotice(...given));
deadline
  .command('working-hours')
  .description('compte des heures ouvrées, vingt-quatre par jour ouvré (article 4.2)')
  .requiredOption('--from <instant>', 'AAAA-MM-JJTHH:MM, à l’heure de la zone, ou suivi d’un décalage')
  .option('--hours <n>', 'nombre d’heures', '72')
  .requiredOption('--zone <zone>', 'zone des jours fériés, par exemple metropole ou alsace-moselle')
  .option('--no-good-friday', 'commune d’Alsace-Moselle sans temple protestant ni église mixte')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./deadline.js').workHours>) => (await import('./deadline.js')).workHours(...given));
deadline
  .command('cnil')
  .description('dit jusqu’à quand notifier une violation de données à la CNIL (72 heures écoulées)')
  .requiredOption('--aware <instant>', 'quand la violation a été connue')
  .option('--zone <zone>', 'zone dont l’heure est donnée', 'metropole')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./deadline.js').tellCnil>) => (await import('./deadline.js')).tellCnil(...given));
deadline
  .command('months')
  .description('compte des mois de quantième à quantième')
  .requiredOption('--from <jour>', 'AAAA-MM-JJ')
  .requiredOption('--months <n>', 'nombre de mois')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./deadline.js').countMonths>) => (await import('./deadline.js')).countMonths(...given));
deadline
  .command('holidays')
  .description('liste les jours fériés d’une zone, chacun avec sa source')
  .requiredOption('--zone <zone>', 'par exemple metropole, reunion ou polynesie')
  .requiredOption('--year <année>', 'de 2013 à 2100')
  .option('--no-good-friday', 'commune d’Alsace-Moselle sans temple protestant ni église mixte')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./deadline.js').listHolidays>) => (await import('./deadline.js')).listHolidays(...given));

const directory = program.command('directory').description('annuaire : structures, gestionnaires, partenaires, référents, offres');
directory
  .command('import')
  .description('montre ce qu’un fichier CSV ou Excel changerait à l’annuaire, puis l’applique avec --yes')
  .requiredOption('--file <fichier>', 'la liste, par exemple celle des structures en données ouvertes')
  .option('--departement <code>', 'ne reprend que ce département ; à défaut tout le pays')
  .option('--kind <liste>', 'structures, gestionnaires, localPartners, referents ou offers ; à défaut deviné par les colonnes')
  .option('--mapping <json>', 'colonnes choisies à la main : { "champ": "colonne" }')
  .option('--preview', 'montre seulement')
  .option('--yes', 'applique ce qui est montré')
  .option('--json', 'réponse pour les programmes, sur la sortie standard')
  .action(async (...given: Parameters<typeof import('./directory.js').importDirectory>) => (await import('./directory.js')).importDirectory(...given));
directory.command('undo').description('remet l’annuaire comme avant un import').argument('<id>', 'l’import').option('--json').action(async (...given: Parameters<typeof import('./directory.js').undoImport>) => (await import('./directory.js')).undoImport(...given));
directory.command('imports').description('liste les imports').option('--json').action(async (...given: Parameters<typeof import('./directory.js').listImports>) => (await import('./directory.js')).listImports(...given));

function wholeNumber(text: string, max: number): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > max) throw new RunFailure(`Un nombre entier de 1 à ${max} est attendu, « ${text} » a été reçu.`, exit.cannotRun);
  return n;
}

/** A pipe takes 64 KB at a time: leaving before it has taken all would cut a long answer short. A reader that has gone wants no more. */
function leave(code: number | string): void {
  process.stdout.once('error', () => process.exit(code));
  process.stdout.write('', () => process.exit(code));
}

program.parseAsync().then(
  () => leave(process.exitCode ?? exit.done),
  (fault: unknown) => {
    const { code, exitCode, message } = fault as { code?: string; exitCode?: number; message: string };
    // Commander has already said what was wrong with the words.
    if (code?.startsWith('commander.')) return leave(exitCode === 0 ? exit.done : exit.cannotRun);
    if (fault instanceof RunFailure || code === 'config_invalid') console.error(message);
    else console.error(fault);
    leave(fault instanceof RunFailure ? fault.exitCode : exit.cannotRun);
  },
);
