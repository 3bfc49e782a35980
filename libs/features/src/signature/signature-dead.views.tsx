import type { VNode } from 'preact';
import { Button, ButtonLink, Buttons, Input, PostForm } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { AfterPage, WhomToCall } from './signature-after.views.js';
import type { Contact } from './signature.views.js';
import { signatureLinks } from './signature.links.js';
import { freshLinkMinutes } from './fresh-links.js';

export type DeadReason = 'deadline' | 'expired' | 'signed' | 'handed_over' | 'superseded' | 'abandoned' | 'unknown';

type DeadText = { title: string; sentence: string; button: string | null };
const deadTexts: Record<DeadReason, DeadText> = {
  deadline: { title: 'Le délai pour signer est passé', sentence: 'La préfecture peut le prolonger : ce lien s’ouvrira alors de nouveau. En attendant, vous pouvez voir où en est le document.', button: 'Recevoir un lien vers l’état du document' },
  expired: { title: 'Ce lien n’est plus valable', sentence: 'Par sécurité, un lien personnel ne vaut qu’un temps. Rien n’est perdu : un nouveau lien mène au même endroit.', button: 'Recevoir un nouveau lien' },
  signed: { title: 'Le document est déjà signé pour votre organisme', sentence: 'La signature est bien enregistrée ; vous n’avez plus rien à faire. Votre exemplaire vous parviendra par courriel quand toutes les parties auront signé.', button: 'Recevoir le lien de mon dossier' },
  handed_over: { title: 'Ce lien ne permet plus de signer', sentence: 'La signature a été confiée à une autre personne, ou bien le nom ou l’adresse ont été corrigés : un autre lien est alors parti. S’il ne vous est pas parvenu, vous n’avez rien à faire ; s’il s’agit d’une erreur, la préfecture peut y revenir.', button: null },
  superseded: { title: 'Ce document a été remplacé', sentence: 'Une nouvelle version le remplace. Celle que ce lien ouvrait ne servira pas, et ce qui y était signé non plus.', button: 'Recevoir le lien de la nouvelle version' },
  abandoned: { title: 'Cette tournée de signature a pris fin', sentence: 'La préfecture l’a abandonnée : il n’y a plus rien à signer. Les signatures déjà données ne serviront pas.', button: null },
  unknown: { title: 'Ce lien n’est pas reconnu', sentence: 'Il a peut-être été coupé par votre messagerie ou recopié en partie. Indiquez votre adresse : si un document vous attend, son lien vous sera envoyé.', button: 'Recevoir mes liens' },
};

type DeadLinkProps = { frame: Frame; token: string; reason: DeadReason; /** Where a fresh link would go; null when there is none to send, or nobody to send it to. */ maskedEmail: string | null; contact: Contact | null };

/** A link that opens nothing any more: why, and the one way on. */
export function DeadLinkPage({ frame, reason, token, maskedEmail, contact }: DeadLinkProps): VNode {
  const { title, sentence, button } = deadTexts[reason];
  const renewable = button !== null && maskedEmail !== null;
  return (
    <AfterPage frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="pf-sentence">{sentence}</p>
      {reason === 'unknown' && (
        <PostForm action="/mes-liens" csrf={frame.csrf}>
          <Input name="email" type="email" label="Votre adresse électronique" hint="Format attendu : nom@domaine.fr" autocomplete="email" spellcheck={false} value="" />
          <Buttons><Button>{button}</Button></Buttons>
        </PostForm>
      )}
      {reason !== 'unknown' && renewable && (
        <PostForm action={signatureLinks.renew(token)} csrf={frame.csrf}>
          <p>Le lien partira vers <strong>{maskedEmail}</strong>, l’adresse connue de la préfecture.</p>
          <Buttons><Button>{button}</Button></Buttons>
        </PostForm>
      )}
      {reason === 'superseded' && !renewable && <p>Si cette nouvelle version attend votre signature, un courriel vous le dira le moment venu ; vous n’avez rien à faire.</p>}
      {reason !== 'unknown' && !renewable && <Buttons><ButtonLink href="/mes-liens" kind="secondary">Retrouver mes documents</ButtonLink></Buttons>}
      {contact && <WhomToCall contact={contact} />}
    </AfterPage>
  );
}

/** A fresh link leaves. Those sent before to the same person keep working: whichever mail comes first will do. */
export function LinkRenewedPage({ frame, maskedEmail, contact }: { frame: Frame; maskedEmail: string; contact: Contact | null }): VNode {
  return (
    <AfterPage frame={frame} title="Lien envoyé">
      <h1>Consultez votre messagerie</h1>
      <p class="pf-sentence">Un nouveau lien part vers <strong>{maskedEmail}</strong>.</p>
      <p>Il arrive en général en moins de deux minutes ; regardez aussi parmi les courriels indésirables. Si un lien vous a été envoyé il y a moins de {freshLinkMinutes} minutes, il n’en part pas d’autre : c’est celui-là qui sert.</p>
      {contact && <WhomToCall contact={contact} />}
    </AfterPage>
  );
}
