/** Why a file gets no answer. Each has its page; nothing of the file is kept in any case. */
export type VerificationRefusal = 'file_missing' | 'not_pdf' | 'encrypted' | 'too_large' | 'too_complex' | 'timed_out' | 'too_often' | 'busy' | 'cut_short';

type RefusalWords = { status: 400 | 413 | 422 | 429 | 503; title: string; sentence: string; next: string; retryAfterSeconds?: number };

/** Verifications last seconds: whoever finds the place taken may come back soon. */
const busySeconds = 20;
/** The window of the count per address. */
const tooOftenSeconds = 600;

export const refusals: Record<VerificationRefusal, RefusalWords> = {
  file_missing: { status: 422, title: 'Aucun fichier n’a été choisi', sentence: 'Choisissez le fichier PDF à vérifier, puis recommencez.', next: 'Le fichier doit être enregistré sur votre appareil : un lien ou une image ne suffit pas.' },
  not_pdf: { status: 422, title: 'Ce fichier n’est pas un PDF lisible', sentence: 'Il s’agit d’une autre sorte de fichier, ou d’un PDF trop abîmé pour être lu.', next: 'Un document signé électroniquement est un fichier PDF. Téléchargez-le à nouveau à sa source ; une photographie ou une impression numérisée perd les signatures.' },
  encrypted: { status: 422, title: 'Ce PDF est protégé', sentence: 'Il est chiffré ou demande un mot de passe : ses signatures ne peuvent pas être examinées ici.', next: 'Les conventions remises par ce service ne sont jamais protégées de cette façon. Demandez le fichier d’origine à celui qui vous l’a remis.' },
  too_large: { status: 413, title: 'Ce fichier est trop lourd', sentence: 'La vérification en ligne accepte les fichiers jusqu’à 50 Mo.', next: 'Si votre document est réellement plus lourd, un lecteur de PDF qui affiche les signatures peut l’examiner sur votre ordinateur.' },
  too_complex: { status: 422, title: 'Ce fichier est trop complexe', sentence: 'Sa construction dépasse ce que cette page accepte d’examiner. Un document ordinaire n’est jamais dans ce cas.', next: 'Méfiez-vous de ce fichier s’il vous a été envoyé par un inconnu, et demandez l’original à celui qui l’a émis.' },
  timed_out: { status: 422, title: 'L’examen a duré trop longtemps', sentence: 'L’examen de ce fichier a été arrêté avant sa fin : aucune réponse ne peut être donnée.', next: 'Recommencez dans un moment. Si cela se répète, le fichier est anormal : demandez l’original à celui qui l’a émis.' },
  too_often: { status: 429, title: 'Trop de vérifications en peu de temps', sentence: 'Beaucoup de fichiers viennent d’être vérifiés depuis votre réseau. Par prudence, il faut attendre quelques minutes.', next: 'Recommencez dans dix minutes.', retryAfterSeconds: tooOftenSeconds },
  busy: { status: 503, title: 'Le service vérifie déjà d’autres documents', sentence: 'Il n’en examine que quelques-uns à la fois, pour répondre vite à chacun.', next: 'Recommencez dans une minute.', retryAfterSeconds: busySeconds },
  cut_short: { status: 400, title: 'L’envoi n’est pas arrivé en entier', sentence: 'La connexion a été interrompue, ou le formulaire n’était pas celui de cette page.', next: 'Recommencez ; si la connexion est lente, essayez depuis un autre réseau.' },
};

/** Thrown by whatever cannot answer; the page says why. */
export class VerificationRefused extends Error {
  override readonly name = 'VerificationRefused';

  constructor(readonly refusal: VerificationRefusal) {
    super(`The file gets no answer: ${refusal}`);
  }
}
