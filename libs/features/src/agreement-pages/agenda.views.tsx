import type { VNode } from 'preact';
import { Alert, Button, ButtonLink, Buttons, formatInstant, Input, PostButton, PostForm, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { agreementPageLinks } from './agreement-pages.links.js';
import type { CalendarFeedRow } from './calendar-feed.store.js';

const crumbs = [{ label: 'Accueil', href: '/' }, { label: 'Conventions', href: agreementPageLinks.list }, { label: 'Mon agenda' }];

/** One's calendar address: what it shows, whether one is open, and how to change or close it. */
export function AgendaPage({ frame, feed, timeZone }: { frame: Frame; feed: CalendarFeedRow | null; timeZone: string }): VNode {
  return (
    <Shell frame={frame} title="Mon agenda" breadcrumb={crumbs}>
      <div class="pf-narrow">
        <h1>Mon agenda</h1>
        <p class="pf-sentence">{feed ? `Une adresse est ouverte depuis ${formatInstant(feed.createdAt.toISOString(), timeZone, 'sentence')}.` : 'Les dates de vos conventions peuvent s’inscrire toutes seules dans votre agenda.'}</p>
        {feed && <p>{feed.lastReadAt ? `Un agenda l’a lue ${formatInstant(feed.lastReadAt.toISOString(), timeZone, 'sentence')}.` : 'Aucun agenda ne l’a encore lue.'}</p>}
        <div class="pf-buttons">
          <PostForm action={agreementPageLinks.agenda} csrf={frame.csrf} class="pf-inline-form"><Button>{feed ? 'Remplacer l’adresse' : 'Créer mon adresse'}</Button></PostForm>
          {feed && <PostButton action={agreementPageLinks.revokeAgenda} csrf={frame.csrf} kind="secondary">Fermer l’adresse</PostButton>}
        </div>
        <h2>Ce que votre agenda montrera</h2>
        <ul>
          <li>les derniers jours utiles pour dénoncer ou se retirer, les échéances et les reconductions&#8239;;</li>
          <li>l’effet des avenants, des adhésions et des départs&#8239;;</li>
          <li>les obligations qui concernent votre organisme.</li>
        </ul>
        <p>Il n’y a ni nom de personne, ni rappel sonore. L’agenda se met à jour de lui-même, deux fois par jour au plus.</p>
        <h2>Une adresse secrète</h2>
        <p>Qui la connaît lit ces dates, sans se connecter. Ne la transmettez pas. Elle n’est montrée qu’une fois&#8239;; si vous la perdez, remplacez-la{'\u00a0'}: l’ancienne cesse aussitôt de fonctionner. Elle se ferme aussi quand votre habilitation prend fin.</p>
      </div>
    </Shell>
  );
}

/** The address, once. */
export function AgendaAddressPage({ frame, url }: { frame: Frame; url: string }): VNode {
  return (
    <Shell frame={frame} title="Votre adresse d’agenda" breadcrumb={crumbs}>
      <div class="pf-narrow">
        <h1>Votre adresse d’agenda</h1>
        <Alert severity="warning" small><p>Copiez-la maintenant{'\u00a0'}: elle ne sera plus montrée.</p></Alert>
        <Input name="address" label="Adresse à donner à votre agenda" value={url} autocomplete="off" spellcheck={false} />
        <Buttons><ButtonLink href={url.replace(/^https?:/, 'webcal:')}>L’ouvrir dans mon agenda</ButtonLink><ButtonLink href={agreementPageLinks.agenda} kind="secondary">C’est fait</ButtonLink></Buttons>
        <h2>Comment faire</h2>
        <ul>
          <li>Dans Thunderbird, Outlook ou l’agenda de votre téléphone, choisissez «&nbsp;Ajouter un agenda&nbsp;», puis «&nbsp;Depuis une adresse&nbsp;» ou «&nbsp;S’abonner&nbsp;».</li>
          <li>Collez l’adresse. L’agenda la relira de lui-même.</li>
        </ul>
      </div>
    </Shell>
  );
}
