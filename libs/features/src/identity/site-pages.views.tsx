import type { ComponentChildren, VNode } from 'preact';
import { retentionRules } from '#libs/domain';
import type { Concerned, KeptKind, RetentionRule } from '#libs/domain';
import { Accordion, Accordions, ButtonLink, Buttons, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { identityLinks } from './identity.links.js';

/** Who runs the service, as configured by the préfecture that hosts it. */
export type Operator = { name: string; address: string; email: string; phone: string; publicationDirector: string; host: string; dataProtectionOfficer: string };

type Page = { frame: Frame; operator: Operator };

function StaticPage({ frame, title, children }: { frame: Frame; title: string; children: ComponentChildren }): VNode {
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Accueil', href: '/' }, { label: title }]}>
      <div class="pf-narrow"><h1>{title}</h1>{children}</div>
    </Shell>
  );
}

function Mail({ address }: { address: string }): VNode {
  return address.includes('@') ? <a href={`mailto:${address}`}>{address}</a> : <>{address}</>;
}

/** Accessibility statement (décret 2019-768): honest about what was and was not audited. */
export function AccessibilityPage({ frame, operator }: Page): VNode {
  return (
    <StaticPage frame={frame} title="Accessibilité">
      <p class="pf-sentence">Ce service est {frame.accessibility} conforme au référentiel général d’amélioration de l’accessibilité (RGAA).</p>
      <h2>État de conformité</h2>
      <p>Les pages sont contrôlées automatiquement à chaque modification, utilisables au clavier et avec un lecteur d’écran, et lisibles sur téléphone. Aucun audit complet par un tiers n’a encore eu lieu : tant qu’il n’a pas eu lieu, le service ne peut pas se déclarer conforme.</p>
      <h2>Contenus à améliorer</h2>
      <ul>
        <li>L’aperçu du document dans la page dépend du lecteur de PDF de votre navigateur. Le même document est toujours proposé en téléchargement, avec des titres et des signets.</li>
        <li>Les textes officiels annexés sont repris tels qu’ils ont été fournis.</li>
      </ul>
      <h2>Nous écrire</h2>
      <p>Si un contenu vous résiste, écrivez à <Mail address={operator.email} /> ou appelez le {operator.phone} : nous vous donnerons l’information par une autre voie.</p>
      <h2>Voie de recours</h2>
      <p>Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits : en ligne, auprès de ses délégués en département, ou par courrier gratuit, sans affranchissement, à l’adresse Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.</p>
    </StaticPage>
  );
}

/** Legal notice (loi du 21 juin 2004, art. 1-1). */
export function LegalNoticePage({ frame, operator }: Page): VNode {
  return (
    <StaticPage frame={frame} title="Mentions légales">
      <h2>Éditeur</h2>
      <p>{operator.name}<br />{operator.address}<br />Téléphone : {operator.phone}<br />Courriel : <Mail address={operator.email} /></p>
      <p>Direction de la publication : {operator.publicationDirector}.</p>
      <h2>Hébergement</h2>
      <p>{operator.host}</p>
      <h2>Signature électronique</h2>
      <p>Les signatures recueillies par lien personnel et code à usage unique sont des signatures électroniques simples au sens du règlement (UE) n° 910/2014. Le dossier de preuve conservé avec chaque convention permet d’en établir la valeur.</p>
      <h2>Logiciel libre</h2>
      <p>Paraphe est un logiciel libre, publié sous licence EUPL 1.2.</p>
    </StaticPage>
  );
}

/** What the service knows about people, in the order they ask. Every line comes from the table that the purge obeys. */
export function PersonalDataPage({ frame, operator }: Page): VNode {
  return (
    <StaticPage frame={frame} title="Données personnelles">
      <p class="pf-sentence">Le service ne connaît de vous que ce qu’il faut pour vous laisser entrer, vous demander une signature ou recevoir votre mandat, et en garder la preuve.</p>
      <h2>Qui en est responsable</h2>
      <p>{operator.name}, pour l’exécution d’une mission d’intérêt public (règlement général sur la protection des données, article 6-1 e).</p>
      <h2>Ce qui est conservé, pourquoi, qui le lit, combien de temps</h2>
      <Accordions>{readers.map(({ id, title, concerns }) => <Accordion id={id} title={title}>{rulesFor(concerns).map((rule) => <Rule rule={rule} />)}</Accordion>)}</Accordions>
      <h2 class="fr-mt-4w">Vos droits</h2>
      <p>Vous pouvez <a href="/donnees-personnelles/demande">voir tout ce qui est gardé à votre adresse</a>, sans compte, et demander de le corriger, d’en limiter l’usage ou de l’effacer. Si vous avez un compte, <a href="/mon-compte/donnees">vos données y sont</a>.</p>
      <p>Ce que vous confiez sous mandat ne se cherche pas par une adresse : <a href="/mandat">le code de votre original</a> dit où il en est et l’arrête ; pour le voir ou le corriger, adressez-vous à la structure qui l’a reçu.</p>
      <p>Vous pouvez aussi vous adresser à {operator.dataProtectionOfficer}, et saisir la CNIL.</p>
      <h2>Témoins de connexion</h2>
      <p>Seuls des témoins indispensables à la connexion et à la sécurité des formulaires sont utilisés. Aucune mesure d’audience n’est faite.</p>
    </StaticPage>
  );
}

/** Those who read the page, by what they are here. */
const readers: readonly { id: string; title: string; concerns: readonly Concerned[] }[] = [
  { id: 'signataire', title: 'Vous signez une convention', concerns: ['signatory'] },
  { id: 'mandat', title: 'Vous donnez un mandat à une France Services', concerns: ['user'] },
  { id: 'annuaire', title: 'Vos coordonnées sont dans l’annuaire', concerns: ['contact'] },
  { id: 'compte', title: 'Vous avez un compte', concerns: ['prefecture', 'auditor', 'gestionnaire', 'partner', 'agent'] },
  { id: 'demande', title: 'Vous faites une demande sur vos données', concerns: ['requester'] },
];

/** One line per kind; where roles differ, the widest circle of readers is told. */
function rulesFor(concerns: readonly Concerned[]): RetentionRule[] {
  const byKind = new Map<KeptKind, RetentionRule>();
  for (const rule of retentionRules) if (rule.concerns.some((concerned) => concerns.includes(concerned))) byKind.set(rule.kind, rule);
  return [...byKind.values()];
}

function Rule({ rule: { what, why, basis, readers: read, howLong } }: { rule: RetentionRule }): VNode {
  return (
    <>
      <p><strong>{what}</strong></p>
      <dl class="pf-pairs">
        <div><dt>Pourquoi</dt><dd>{why}</dd></div>
        <div><dt>Fondement</dt><dd>RGPD, {basis}</dd></div>
        <div><dt>Qui le lit</dt><dd>{read}</dd></div>
        <div><dt>Combien de temps</dt><dd>{howLong}</dd></div>
      </dl>
    </>
  );
}

export type ErrorStatus = 400 | 403 | 404 | 410 | 413 | 429 | 500 | 503;

/** `next`: what the person in front of the page can do; a program is told the sentence alone. */
const errorTexts: Record<ErrorStatus, { title: string; sentence: string; next: string }> = {
  400: { title: 'Cette demande n’a pas été comprise', sentence: 'L’adresse ou le formulaire est incomplet. Rien n’a été enregistré, et rien n’a été perdu.', next: 'Revenez à la page précédente, vérifiez ce qui est demandé, et recommencez.' },
  403: { title: 'Cette page ne vous est pas ouverte', sentence: 'Votre visite a pris fin, ou le rôle que vous utilisez n’ouvre pas cette page. Rien n’a été perdu.', next: 'Rouvrez la page, ou le lien reçu par courriel, et recommencez.' },
  404: { title: 'Cette page n’existe pas', sentence: 'L’adresse est peut-être coupée ou mal recopiée. Rien n’a été perdu.', next: 'Reprenez le lien depuis le courriel qui l’a apporté, ou repartez de l’accueil.' },
  410: { title: 'Cette page n’est plus disponible', sentence: 'Elle a existé, mais elle a été remplacée ou close. Ce qui a été signé reste signé.', next: 'Demandez vos documents en cours, ou repartez de l’accueil.' },
  413: { title: 'Ce fichier est trop lourd', sentence: 'Le fichier envoyé dépasse la taille admise. Rien n’a été enregistré ; votre fichier est intact chez vous.', next: 'Allégez-le, par exemple en le numérisant en noir et blanc, puis envoyez-le de nouveau.' },
  429: { title: 'Trop d’essais en peu de temps', sentence: 'Par prudence, cette action est suspendue quelques minutes. Rien n’a été perdu.', next: 'Attendez un quart d’heure, puis recommencez.' },
  500: { title: 'Le service a rencontré une difficulté', sentence: 'L’incident est enregistré et sera examiné. Ce qui avait été signé ou enregistré n’est pas perdu.', next: 'Recommencez dans un instant ; si cela se reproduit, communiquez la référence ci-dessous.' },
  503: { title: 'Le service est momentanément indisponible', sentence: 'Il revient dans quelques minutes. Ce qui avait été signé ou enregistré n’est pas perdu.', next: 'Recommencez alors.' },
};

/** The sentence of an error, for those who do not read pages. */
export const errorSentence = (status: ErrorStatus): string => errorTexts[status].sentence;

/** Something did not work: what happened, that nothing is lost, the way out. `reference` lets the person who answers the phone find the trace. */
export function ErrorPage({ frame, status, reference, contact }: { frame: Frame; status: ErrorStatus; reference?: string; contact?: { email: string; phone: string } }): VNode {
  const { title, sentence, next } = errorTexts[status];
  return (
    <Shell frame={frame} title={title}>
      <div class="pf-narrow fr-my-6w">
        <h1>{title}</h1>
        <p class="pf-overline">Erreur {status}</p>
        <p class="pf-sentence">{sentence}</p>
        <p>{next}</p>
        <Buttons>
          {frame.user ? <ButtonLink href={identityLinks.space}>Revenir à mon espace</ButtonLink> : <ButtonLink href="/">Revenir à l’accueil</ButtonLink>}
          {status === 403 && (frame.user ? <ButtonLink href={identityLinks.chooseRole} kind="secondary">Changer de rôle</ButtonLink> : <ButtonLink href="/connexion" kind="secondary">Se connecter</ButtonLink>)}
          {(status === 404 || status === 410 || (status === 403 && !frame.user)) && <ButtonLink href="/mes-liens" kind="secondary">Retrouver mes documents</ButtonLink>}
        </Buttons>
        {contact && <p>Besoin d’aide ? Écrivez à <Mail address={contact.email} /> ou appelez le {contact.phone}.</p>}
        {reference && <p class="fr-text--sm">Référence à communiquer : <span class="pf-hash">{reference}</span></p>}
      </div>
    </Shell>
  );
}
