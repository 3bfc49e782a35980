import type { ProConnectFailureCode, ProConnectFailureDetail } from './proconnect.failure.js';
import { spellSiret } from './siret-rule.js';

/** What a page says of a failure: what happened, in a title and sentences; the last one is the way out. */
export type FailureWords = { status: number; title: string; sentences: readonly string[]; /** Whether trying again may do better. */ again: boolean };

/** ProConnect's own codes that people meet, in words. */
const theirCodes: Record<string, string> = {
  Y000400: 'ProConnect n’a pas admis la demande envoyée par ce service : c’est un défaut de réglage, que seul l’exploitant du service peut corriger.',
  Y500015: 'Les utilisateurs du secteur privé (associations, La Poste, entreprises) ne sont pas encore activés pour ce service chez ProConnect.',
};

type Words = (detail: ProConnectFailureDetail) => FailureWords;
const words = (status: number, title: string, sentences: readonly string[], again: boolean): Words => () => ({ status, title, sentences, again });

const table: Record<ProConnectFailureCode, Words> = {
  attempt_unknown: words(400, 'Cette connexion n’a pas été commencée ici', ['Votre navigateur ne se souvient d’aucune connexion en cours par ProConnect : la page a pu être ouverte dans un autre navigateur, ou vos témoins de connexion ont été effacés.'], true),
  attempt_expired: words(410, 'Cette connexion a trop attendu', ['Plus de dix minutes se sont écoulées depuis que vous avez choisi ProConnect. Par prudence, la réponse n’est plus acceptée.'], true),
  attempt_used: words(410, 'Cette connexion a déjà servi', ['La réponse de ProConnect ne sert qu’une fois : la page a été rechargée, ou rouverte avec le bouton « Précédent ».'], true),
  state_mismatch: words(400, 'Cette réponse ne correspond pas à votre demande', ['La réponse reçue ne porte pas le repère de la connexion commencée dans ce navigateur : une autre a pu être commencée dans un second onglet, ou l’adresse a été modifiée.'], true),
  cancelled: words(403, 'Vous avez renoncé à ProConnect', ['La connexion par ProConnect a été interrompue avant la fin.'], true),
  provider_refused: ({ providerCode = 'inconnu' }) => ({
    status: 502, title: 'ProConnect a refusé la connexion', again: false,
    sentences: [theirCodes[providerCode] ?? 'ProConnect n’a pas pu terminer la connexion.', `Code à communiquer à l’assistance : ${providerCode}.`],
  }),
  code_refused: words(410, 'Le code de ProConnect n’est plus valable', ['Ce code vit trente secondes et ne sert qu’une fois : il est arrivé trop tard, ou il avait déjà servi.'], true),
  nonce_mismatch: words(502, 'L’identité reçue n’est pas celle demandée', ['Le jeton d’identité reçu répond à une autre demande que la vôtre. Il a été écarté.'], true),
  answer_invalid: words(502, 'La réponse de ProConnect n’est pas recevable', ['Un contrôle de sécurité de cette réponse a échoué. Elle a été écartée.'], true),
  userinfo_forged: words(502, 'Les informations reçues ne sont pas authentiques', ['La signature de ProConnect sur les informations de votre identité est absente ou fausse. Elles ont été écartées.'], true),
  subject_mismatch: words(502, 'Les informations reçues sont celles d’une autre personne', ['Le jeton d’identité et les informations reçues ne désignent pas la même personne. Tout a été écarté.'], true),
  claims_incomplete: words(502, 'Votre identité ProConnect est incomplète', ['Votre fournisseur d’identité n’a pas transmis le SIRET de votre organisme : sans lui, nous ne savons pas au nom de qui vous venez.'], false),
  unreachable: words(503, 'ProConnect ne répond pas', ['ProConnect est momentanément hors d’atteinte, ou trop lent à répondre.'], true),
  siret_unknown: (detail) => ({ status: 403, title: 'Cet organisme n’ouvre aucune de vos habilitations', sentences: siretSentences(detail), again: false }),
  account_inactive: words(403, 'Votre compte est fermé', ['L’identité est reconnue, mais le compte auquel elle est rattachée a été désactivé, ou n’a plus d’habilitation.', 'Seule la préfecture, ou le gestionnaire qui vous avait habilité, peut le rouvrir.'], false),
  identity_taken: words(409, 'Cette identité est déjà rattachée à un autre compte', ['Une identité ProConnect n’ouvre qu’un compte. Connectez-vous à l’autre compte pour la détacher, ou choisissez une autre identité.'], false),
  pending_unknown: words(410, 'Aucune identité n’attend dans ce navigateur', ['Le rattachement se fait dans le navigateur où vous vous êtes identifié avec ProConnect, dans la demi-heure. Ouvrez le lien reçu dans ce navigateur, ou recommencez.'], true),
  attach_link_dead: words(410, 'Ce lien ne rattache plus rien', ['Il a dépassé sa durée de validité de quinze minutes, il a déjà servi, ou votre messagerie l’a coupé.'], true),
};

export function failureWords(code: ProConnectFailureCode, detail: ProConnectFailureDetail = {}): FailureWords {
  return table[code](detail);
}

function siretSentences({ siret = '', organisations = [] }: ProConnectFailureDetail): string[] {
  const given = siret === '' ? 'ProConnect n’indique aucun SIRET.' : `ProConnect indique que vous travaillez pour l’organisme de SIRET ${spellSiret(siret)}.`;
  const unrecorded = organisations.filter(({ siretKnown }) => !siretKnown).map(({ name }) => name);
  const recorded = organisations.filter(({ siretKnown }) => siretKnown).map(({ name }) => name);
  return [
    given,
    recorded.length > 0 ? `Ce n’est pas l’organisme de vos habilitations : ${recorded.join(', ')}.` : organisations.length === 0 ? 'Ce numéro n’est pas celui d’un organisme que nous connaissons.' : '',
    unrecorded.length > 0 ? `Le SIRET de cet organisme n’est pas encore inscrit à l’annuaire, et ProConnect ne peut donc pas l’ouvrir : ${unrecorded.join(', ')}.` : '',
    'Si vous avez changé d’employeur, ou si l’annuaire est à compléter, la préfecture peut le corriger.',
  ].filter((sentence) => sentence !== '');
}
