import type { VNode } from 'preact';
import { Alert, Buttons, PostButton, formatInstant } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { roundLinks } from './round.links.js';

/** Who has the document, until when. `waiting`: signatures recorded that are not in the file yet. */
export type Reservation = { person: string; bodyName: string; until: string; waiting: number; /** Nobody else is asked to sign now. */ alone: boolean };

type Props = { frame: Frame; id: string; timeZone: string; reservation: Reservation };

/** The document is away: nothing is wrong, yet whoever looks at the round should know why the file does not grow. */
export function ReservationNotice({ frame, id, timeZone, reservation: { person, bodyName, until, waiting, alone } }: Props): VNode {
  const others = waiting > 0 ? waitingWords(waiting) : alone ? '' : 'Les autres peuvent signer par code pendant ce temps.';
  return (
    <div class="fr-my-3w">
      <Alert severity="info" title="Le document est réservé">
        <p>{person}, pour {bodyName}, le signe avec son propre certificat, au plus tard {formatInstant(until, timeZone, 'sentence')}. {others}</p>
        <Buttons><PostButton action={roundLinks.takeBack(id)} csrf={frame.csrf} kind="secondary" icon="arrow-go-back-line">Reprendre le document</PostButton></Buttons>
        <p class="fr-text--sm fr-mb-0">Reprendre ne refuse rien : cette personne pourra le réserver de nouveau, mais le fichier qu’elle signe en ce moment n’entrera plus.</p>
      </Alert>
    </div>
  );
}

function waitingWords(count: number): string {
  return count === 1
    ? 'Une signature donnée par code depuis est enregistrée ; elle s’inscrira ensuite dans le document.'
    : `${count} signatures données par code depuis sont enregistrées ; elles s’inscriront ensuite dans le document.`;
}
