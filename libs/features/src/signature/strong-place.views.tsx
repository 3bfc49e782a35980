import type { VNode } from 'preact';
import { ButtonLink, Buttons, telephone } from '#libs/ui';
import { signatureLinks } from './signature.links.js';

/** `strong`: what is asked there, in a sentence, where a code is not enough. */
type AskedPlace = { token: string; contact: { name: string; email: string; phone: string }; strong?: string | null };

/** What will be obtained there, said before one signs (decision 13): with a code, or, where more is asked, in the words of the round. */
export function LevelAsked({ request: { strong } }: { request: Pick<AskedPlace, 'strong'> }): VNode {
  return <p>{strong ?? 'Signature électronique simple : ce lien, votre nom tapé et un code. Elle est recevable comme preuve, sans être présumée fiable comme le serait une signature qualifiée.'}</p>;
}

/** Where a code is not enough: the two ways to sign, in the place of the form that would send one. */
export function StrongSigning({ request }: { request: AskedPlace }): VNode {
  const { token, contact, strong } = request;
  return (
    <section aria-labelledby="signer" class="fr-mb-6w">
      <h2 id="signer" tabIndex={-1}>Signer</h2>
      <p>{strong}</p>
      <h3 class="fr-h5">Avec votre certificat qualifié</h3>
      <p>Vous signez le document dans votre propre logiciel, avec un certificat qualifié à votre nom, dont la clé est gardée dans une carte, une clé USB ou chez votre prestataire qualifié, puis vous le déposez ici.</p>
      <Buttons><ButtonLink href={signatureLinks.certificate(token)}>Signer avec mon certificat</ButtonLink></Buttons>
      <h3 class="fr-h5">À la main, auprès de la préfecture</h3>
      <p>Vous signez un exemplaire imprimé. La préfecture garde le papier, en joint la copie numérisée et l’atteste dans le document, à la date que porte le papier. Convenez avec elle du moment : {contact.name}, <a href={telephone(contact.phone)}>{contact.phone}</a>, <a href={`mailto:${contact.email}`}>{contact.email}</a>.</p>
      <p class="fr-text--sm">Seule une signature qualifiée est présumée fiable (code civil, article 1367 ; décret n° 2017-1416 du 28 septembre 2017) ; la signature manuscrite d’un original vaut par elle-même. Rien n’est signé tant que vous n’avez pas suivi l’une de ces deux voies.</p>
    </section>
  );
}
