import type { VNode } from 'preact';
import { Alert, Button, ButtonLink, Buttons, Callout, ErrorSummary, errorOf, formatList, Input, PostForm, Shell, Tile } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { identityLinks } from './identity.links.js';

type Page = { frame: Frame };
/** What was typed comes back with what is wrong with it. */
type EmailForm = { email: string; errors: readonly FieldError[] };

const emailHint = 'Format attendu : nom@domaine.fr';

/** The three doors of the site. */
export function HomePage({ frame }: Page): VNode {
  return (
    <Shell frame={frame} title="Accueil">
      <h1>La convention France Services de votre département</h1>
      <p class="pf-sentence pf-narrow">Ici, la préfecture prépare la convention, chaque partie la lit et la signe, et chacun reçoit l’exemplaire définitif.</p>
      <div class="fr-grid-row fr-grid-row--gutters fr-mb-6w">
        <div class="fr-col-12 fr-col-md-4">
          <Tile title="Je suis signataire" href={identityLinks.recoverLinks} pictogram="document/document-signature" description="Retrouver les documents qui attendent votre signature, avec votre adresse électronique." />
        </div>
        <div class="fr-col-12 fr-col-md-4">
          <Tile title="Vérifier un document" href={identityLinks.verify} pictogram="document/document-search" description="Savoir qui a signé une convention et si elle est intacte." />
        </div>
        <div class="fr-col-12 fr-col-md-4">
          <Tile title="Se connecter" href={identityLinks.signIn} pictogram="buildings/city-hall" description="Pour les agents des préfectures, des gestionnaires, des partenaires et des structures." />
        </div>
      </div>
      <h2>Vous avez reçu un courriel de signature</h2>
      <p class="pf-narrow">Le bouton du courriel ouvre directement votre page : aucun compte n’est nécessaire. Le lien vous est personnel ; ne le transférez pas.</p>
    </Shell>
  );
}

/** A signatory types an address and receives the links waiting there. */
export function RecoverLinksPage({ frame, form = { email: '', errors: [] } }: Page & { form?: EmailForm }): VNode {
  return (
    <Shell frame={frame} title="Retrouver mes documents" breadcrumb={[{ label: 'Accueil', href: identityLinks.home }, { label: 'Retrouver mes documents' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>Retrouver mes documents</h1>
        <p class="pf-sentence">Indiquez l’adresse où vous recevez les courriels de signature : nous vous y envoyons à nouveau vos liens.</p>
        <PostForm action={identityLinks.recoverLinks} csrf={frame.csrf}>
          <Input name="email" type="email" label="Votre adresse électronique" hint={emailHint} autocomplete="email" spellcheck={false} value={form.email} error={errorOf(form.errors, 'email')} />
          <Buttons><Button>Recevoir mes liens</Button></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** The same answer whether something was waiting or not: nobody learns here who signs what. */
export function LinksSentPage({ frame, email }: Page & { email: string }): VNode {
  return (
    <Shell frame={frame} title="Consultez votre messagerie">
      <div class="pf-narrow">
        <h1>Consultez votre messagerie</h1>
        <p class="pf-sentence">Si un document attend votre signature à l’adresse <strong>{email}</strong>, un courriel vient d’y être envoyé.</p>
        <NothingReceived again={identityLinks.recoverLinks} />
      </div>
    </Shell>
  );
}

function NothingReceived({ again }: { again: string }): VNode {
  return (
    <>
      <h2 class="fr-h4">Rien ne vient ?</h2>
      <ul>
        <li>Le courriel arrive en général en moins de deux minutes ; regardez aussi parmi les indésirables.</li>
        <li>Vérifiez que l’adresse ci-dessus est bien celle où la préfecture vous écrit.</li>
      </ul>
      <Buttons><ButtonLink href={again} kind="secondary">Essayer une autre adresse</ButtonLink></Buttons>
    </>
  );
}

type SignInProps = Page & { form?: EmailForm; demonstrationAccounts?: readonly { email: string; role: string }[]; proconnect?: boolean };

/** Whoever has an account signs in with a link sent to their address, or by ProConnect where it is configured. */
export function SignInPage({ frame, form = { email: '', errors: [] }, demonstrationAccounts = [], proconnect = false }: SignInProps): VNode {
  return (
    <Shell frame={frame} title="Se connecter" breadcrumb={[{ label: 'Accueil', href: identityLinks.home }, { label: 'Se connecter' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>Se connecter</h1>
        <p class="pf-sentence">Pour les agents des préfectures, des gestionnaires, des partenaires et des structures France Services. Vous recevrez par courriel un lien de connexion à usage unique.</p>
        {proconnect && <ProConnectDoor />}
        <PostForm action={identityLinks.signIn} csrf={frame.csrf}>
          <Input name="email" type="email" label="Adresse électronique professionnelle" hint={emailHint} autocomplete="email" spellcheck={false} value={form.email} error={errorOf(form.errors, 'email')} />
          <Buttons><Button>Recevoir un lien de connexion</Button></Buttons>
        </PostForm>
        {demonstrationAccounts.length > 0 && (
          <Callout title="Comptes de démonstration">
            <ul>{demonstrationAccounts.map(account => <li><strong>{account.email}</strong>, {account.role}</li>)}</ul>
          </Callout>
        )}
        <p>Vous êtes signataire d’une convention ? Vous n’avez pas besoin de compte : <a href={identityLinks.recoverLinks}>retrouvez vos documents</a>.</p>
      </div>
    </Shell>
  );
}

/** The State's own door. Its official button is protected art: this one says the same in words. */
function ProConnectDoor(): VNode {
  return (
    <>
      <Buttons><ButtonLink href={identityLinks.proconnect}>S’identifier avec ProConnect</ButtonLink></Buttons>
      <p><a href="https://www.proconnect.gouv.fr/" target="_blank" rel="noopener">Qu’est-ce que ProConnect ?<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></p>
      <p class="fr-hr-or">ou</p>
    </>
  );
}

/** The same answer whether the address is known or not. */
export function SignInSentPage({ frame, email, validMinutes, mailboxHref }: Page & { email: string; validMinutes: number; mailboxHref?: string }): VNode {
  return (
    <Shell frame={frame} title="Consultez votre messagerie">
      <div class="pf-narrow">
        <h1>Consultez votre messagerie</h1>
        <p class="pf-sentence">Si l’adresse <strong>{email}</strong> est celle d’une personne habilitée, un lien de connexion vient d’y être envoyé. Il est valable {validMinutes} minutes et ne sert qu’une fois.</p>
        {mailboxHref && <Alert severity="info" small><p>En démonstration, les courriels arrivent dans la <a href={mailboxHref}>messagerie de démonstration</a>.</p></Alert>}
        <NothingReceived again={identityLinks.signIn} />
      </div>
    </Shell>
  );
}

/** Behind the link of the mail: one human step before anything happens. Programs that follow links and send forms cannot type an address. */
type SignInConfirmProps = Page & { token: string; fullName: string; maskedEmail: string; organisations: readonly string[]; here: boolean; form?: EmailForm };

export function SignInConfirmPage({ frame, token, fullName, maskedEmail, organisations, here, form = { email: '', errors: [] } }: SignInConfirmProps): VNode {
  return (
    <Shell frame={frame} title="Confirmer la connexion">
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>Bienvenue</h1>
        <p class="pf-sentence">Vous allez ouvrir l’espace de <strong>{fullName}</strong> (adresse {maskedEmail}) : {formatList(organisations)}.</p>
        <PostForm action={identityLinks.confirm(token)} csrf={frame.csrf}>
          {!here && <Input name="email" type="email" label="Votre adresse électronique" hint="Celle où ce courriel vous est parvenu : ce lien s’ouvre ailleurs que là où il a été demandé." autocomplete="email" spellcheck={false} value={form.email} error={errorOf(form.errors, 'email')} />}
          <Buttons><Button>Ouvrir mon espace</Button></Buttons>
        </PostForm>
        <p class="fr-text--sm">Vous n’avez pas demandé à vous connecter ? Fermez cette page : rien ne se passera.</p>
      </div>
    </Shell>
  );
}

/** A sign-in link that no longer opens. */
export function SignInDeadPage({ frame, reason }: Page & { reason: 'expired' | 'used' | 'unknown' | 'deactivated' }): VNode {
  const sentence = {
    expired: 'Ce lien de connexion a dépassé sa durée de validité.',
    used: 'Ce lien de connexion a déjà servi ; il n’ouvre qu’une fois.',
    deactivated: 'Votre accès a été fermé par une personne habilitée : adressez-vous à votre préfecture ou à votre gestionnaire.',
    unknown: 'Ce lien de connexion n’est pas reconnu. Il a peut-être été coupé par votre messagerie.',
  }[reason];
  return (
    <Shell frame={frame} title="Lien de connexion périmé">
      <div class="pf-narrow">
        <h1>Ce lien n’ouvre plus</h1>
        <p class="pf-sentence">{sentence} Rien n’a été perdu{reason === 'deactivated' ? '.' : ' : demandez-en un nouveau.'}</p>
        <Buttons><ButtonLink href={identityLinks.signIn}>Recevoir un nouveau lien</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
