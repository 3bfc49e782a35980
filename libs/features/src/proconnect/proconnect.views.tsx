import type { VNode } from 'preact';
import { identityLinks } from '#libs/features/identity';
import { Button, ButtonLink, Buttons, Callout, ErrorSummary, Facts, Input, PostForm, Shell, errorOf } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { ShownPending } from './attachments.js';
import type { FailureWords } from './failure-words.js';
import { proConnectLinks } from './proconnect.links.js';
import { spellSiret } from './siret-rule.js';

type Page = { frame: Frame };

/** Whom to call about an account: a préfecture. */
export type Contact = { name: string; phone: string; email: string };

/** Something did not work: what happened, that nothing is lost, the way out. */
export function FailurePage({ frame, words, contacts }: Page & { words: FailureWords; contacts: readonly Contact[] }): VNode {
  return (
    <Shell frame={frame} title={words.title}>
      <div class="pf-narrow fr-my-6w">
        <h1>{words.title}</h1>
        {words.sentences.map((sentence, rank) => <p class={rank === 0 ? 'pf-sentence' : undefined}>{sentence}</p>)}
        {frame.user === null ? <OtherDoor again={words.again} /> : <StillIn />}
        {contacts.length > 0 && <Contacts contacts={contacts} />}
      </div>
    </Shell>
  );
}

function OtherDoor({ again }: { again: boolean }): VNode {
  return (
    <>
      <p>Aucune session n’a été ouverte, et rien n’a été perdu ni changé. Vous pouvez toujours entrer sans ProConnect, avec un lien reçu par courriel.</p>
      <Buttons>
        <ButtonLink href={identityLinks.signIn}>Recevoir un lien par courriel</ButtonLink>
        {again && <ButtonLink href={proConnectLinks.start} kind="secondary">Réessayer avec ProConnect</ButtonLink>}
      </Buttons>
    </>
  );
}

function StillIn(): VNode {
  return (
    <>
      <p>Vous êtes toujours connecté, et rien n’a été perdu ni changé.</p>
      <Buttons>
        <ButtonLink href={identityLinks.space}>Revenir à mon espace</ButtonLink>
        <ButtonLink href={proConnectLinks.identities} kind="secondary">Mes identités ProConnect</ButtonLink>
      </Buttons>
    </>
  );
}

function Contacts({ contacts }: { contacts: readonly Contact[] }): VNode {
  return (
    <>
      <h2 class="fr-h4">Qui appeler</h2>
      <ul>{contacts.map(({ name, phone, email }) => <li>{name} : {phone}, <a href={`mailto:${email}`}>{email}</a></li>)}</ul>
    </>
  );
}

function PendingFacts({ pending }: { pending: ShownPending }): VNode {
  const name = pending.fullName === '' ? [] : [{ term: 'Identité', value: pending.fullName }];
  return <Facts items={[...name, { term: 'SIRET indiqué par ProConnect', value: spellSiret(pending.siret) }]} />;
}

type EmailForm = { email: string; errors: readonly FieldError[] };

/** An identity nobody knows: its person says whose account it is, and proves it by mail. */
export function AttachPage({ frame, pending, form = { email: '', errors: [] } }: Page & { pending: ShownPending; form?: EmailForm }): VNode {
  return (
    <Shell frame={frame} title="Rattacher une identité ProConnect" breadcrumb={[{ label: 'Accueil', href: identityLinks.home }, { label: 'Se connecter', href: identityLinks.signIn }, { label: 'Rattacher une identité' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>Cette identité ProConnect n’est pas encore rattachée à votre compte</h1>
        <p class="pf-sentence">ProConnect vous reconnaît, mais nous ne savons pas encore quel compte cette identité ouvre. Un lien, envoyé à l’adresse de votre compte, suffit à le dire une fois pour toutes.</p>
        <PendingFacts pending={pending} />
        <PostForm action={proConnectLinks.attach} csrf={frame.csrf}>
          <Input name="email" type="email" label="Adresse électronique professionnelle de votre compte" hint="Celle où la préfecture vous écrit. Format attendu : nom@domaine.fr" autocomplete="email" spellcheck={false} value={form.email} error={errorOf(form.errors, 'email')} />
          <Buttons><Button>Recevoir le lien de rattachement</Button></Buttons>
        </PostForm>
        <p>Vous n’avez pas de compte ? Seules les personnes habilitées en ont un : adressez-vous à la préfecture de votre département, ou à votre gestionnaire.</p>
      </div>
    </Shell>
  );
}

/** The same answer whether the address is known or not. */
export function AttachLinkSentPage({ frame, email, minutes, mailboxHref }: Page & { email: string; minutes: number; mailboxHref?: string | undefined }): VNode {
  return (
    <Shell frame={frame} title="Consultez votre messagerie">
      <div class="pf-narrow">
        <h1>Consultez votre messagerie</h1>
        <p class="pf-sentence">Si l’adresse <strong>{email}</strong> est celle d’une personne habilitée, un lien de rattachement vient d’y être envoyé. Il est valable {minutes} minutes et ne sert qu’une fois.</p>
        <Callout title="Ouvrez-le dans ce navigateur"><p>Votre identité ProConnect y attend le lien. Dans un autre navigateur, ou sur un autre appareil, il ne rattacherait rien.</p></Callout>
        {mailboxHref && <p>En démonstration, les courriels arrivent dans la <a href={mailboxHref}>messagerie de démonstration</a>.</p>}
        <Buttons><ButtonLink href={proConnectLinks.attach} kind="secondary">Essayer une autre adresse</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

/** Behind the link of the mail, or from one's own account: one human step before anything happens. */
export function AttachConfirmPage({ frame, pending, accountName, action }: Page & { pending: ShownPending; accountName: string; action: string }): VNode {
  return (
    <Shell frame={frame} title="Confirmer le rattachement">
      <div class="pf-narrow">
        <h1>Rattacher cette identité à votre compte</h1>
        <p class="pf-sentence">Cette identité ProConnect ouvrira le compte de <strong>{accountName}</strong>. Ne confirmez que si elle est bien la vôtre.</p>
        <PendingFacts pending={pending} />
        <PostForm action={action} csrf={frame.csrf}><Buttons><Button>Rattacher cette identité</Button></Buttons></PostForm>
        <p class="fr-text--sm">Ce n’est pas vous ? Fermez cette page : rien ne se passera.</p>
      </div>
    </Shell>
  );
}

/** Our session is over; the browser is on its way to end the other one. */
export function LeavingPage({ frame, url }: Page & { url: string }): VNode {
  return (
    <Shell frame={frame} title="Déconnexion de ProConnect">
      <div class="pf-narrow">
        <h1>Déconnexion de ProConnect</h1>
        <p class="pf-sentence">Votre session dans Paraphe est fermée. Votre navigateur va fermer celle de ProConnect.</p>
        <Buttons><ButtonLink href={url}>Continuer vers ProConnect</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

export function LeftPage({ frame, everywhere }: Page & { everywhere: boolean }): VNode {
  return (
    <Shell frame={frame} title="Vous êtes déconnecté">
      <div class="pf-narrow">
        <h1>Vous êtes déconnecté</h1>
        <p class="pf-sentence">{everywhere ? 'Votre session dans Paraphe et celle de ProConnect sont fermées.' : 'Votre session dans Paraphe est fermée. Celle de ProConnect peut ne pas l’être : sur un ordinateur partagé, fermez le navigateur.'}</p>
        <Buttons><ButtonLink href={identityLinks.home}>Revenir à l’accueil</ButtonLink><ButtonLink href={identityLinks.signIn} kind="secondary">Se connecter à nouveau</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
