import type { ComponentChildren, VNode } from 'preact';
import { authorityFaultText, reasonLengthMax } from '#libs/domain';
import type { AuthorityVerdict, BodyDecision, Publicity, RoundState, SigningBodyKind } from '#libs/domain';
import { Alert, Badge, Button, Buttons, errorOf, Facts, formatDay, formatFileSize, formatInstant, formatTime, PostButton, PostForm, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { PlaceAuthority } from './authorities.js';
import { authorityLinks } from './authority.links.js';
import type { Deposit } from './deposit.store.js';

export const returnReasonField = 'returnReason';

export type DepositsProps = {
  frame: Frame;
  roundId: string;
  place: PlaceAuthority;
  /** Of the place, the latest first. */
  deposits: readonly Deposit[];
  /** What the one that waits would be worth if one signed now. */
  worth: AuthorityVerdict | null;
  /** The reason that was typed, shown again with its error. */
  returned: string;
  errors: readonly FieldError[];
  timeZone: string;
  state: RoundState;
  open: boolean;
};

/** What the body has deposited from its own page: to be taken up or sent back, then what became of it. */
export function DepositsSection(props: DepositsProps): VNode | null {
  const { deposits, timeZone } = props;
  if (deposits.length === 0) return null;
  const waiting = deposits.find(({ settlement }) => settlement === null);
  const past = deposits.filter(({ settlement }) => settlement !== null);
  return (
    <section aria-labelledby="depots">
      <h2 id="depots">Déposé par l’organisme {waiting && <Badge tone="new">À examiner</Badge>}</h2>
      {waiting && <Waiting {...props} deposit={waiting} />}
      {past.length > 0 && (
        <details class="pf-details">
          <summary>{waiting ? 'Dépôts précédents' : 'Ce que l’organisme a déposé'}</summary>
          <ul>{past.map((deposit) => <li>{pastWords(deposit, timeZone)} <Files {...props} deposit={deposit} /></li>)}</ul>
        </details>
      )}
    </section>
  );
}

function Waiting(props: DepositsProps & { deposit: Deposit }): VNode {
  const { frame, roundId, place, deposit, worth, returned, errors, timeZone, state, open } = props;
  const { slot, person, recorded, kind } = place;
  const known = recorded?.signatoryId === person.id;
  return (
    <>
      <p>Déposé par l’organisme {formatInstant(deposit.depositedAt.toISOString(), timeZone, 'sentence')}, au nom de {deposit.typedName}, derrière le lien envoyé à son adresse. Rien n’en est jugé tant que vous ne l’avez pas retenu.</p>
      <DepositedFacts decision={deposit.decision} timeZone={timeZone} files={<Files {...props} deposit={deposit} />} />
      {open && (
        <>
          <DepositFaults verdict={worth} kind={kind} />
          <p>{known ? 'Retenu, il remplace la délibération décrite ci-dessous ; le titre de la personne ne change pas.' : `Retenir, c’est dire que ${person.civility} ${person.lastName} signe de plein droit. Par délégation ou par intérim ? Décrivez-le d’abord ci-dessous.`}</p>
          <PostButton action={authorityLinks.takeDeposit(roundId, slot.id, deposit.id)} csrf={frame.csrf}>Retenir</PostButton>
          <details class="pf-details" open={errorOf(errors, returnReasonField) !== undefined}>
            <summary>Renvoyer à l’organisme</summary>
            <PostForm action={authorityLinks.returnDeposit(roundId, slot.id, deposit.id)} csrf={frame.csrf}>
              <Textarea name={returnReasonField} label="Ce qui manque, ou ce qui est faux" hint={`${state === 'project' ? stillDeposits : depositsNoMore} Dix caractères au moins.`} value={returned} rows={3} maxLength={reasonLengthMax} error={errorOf(errors, returnReasonField)} />
              <Buttons><Button kind="secondary">Renvoyer</Button></Buttons>
            </PostForm>
          </details>
        </>
      )}
    </>
  );
}

const stillDeposits = 'L’organisme le lit sur sa page et dans un courriel, avec un lien pour déposer de nouveau.';
const depositsNoMore = 'La signature est ouverte : l’organisme ne peut plus déposer et ne reçoit aucun courriel. Le motif reste ici : appelez l’organisme, puis décrivez la délibération ci-dessous.';

/** What was said of a deliberation, word for word, and the files that came with it. */
export function DepositedFacts({ decision, timeZone, files }: { decision: BodyDecision; timeZone: string; files: ComponentChildren }): VNode {
  const items = [
    { term: decision.kind === 'standing' ? 'Délégation du conseil' : 'Référence', value: decision.reference },
    { term: 'Séance', value: formatDay(decision.adoptedOn, 'bare') },
    ...(decision.kind === 'own_decision' ? [] : [{ term: 'Publication', value: publicityWords(decision.published, timeZone) }, { term: 'Transmission au contrôle de légalité', value: publicityWords(decision.transmitted, timeZone) }]),
    ...(decision.kind === 'deliberation' ? [{ term: 'Empreinte du texte', value: decision.approvesHash === null ? 'non citée' : 'citée' }] : []),
    { term: 'Fichiers', value: files },
  ];
  return <Facts items={items} />;
}

/** Why the deliberation would not carry a signature given now; nothing when it would. The power of the person is judged apart. */
export function DepositFaults({ verdict, kind }: { verdict: AuthorityVerdict | null; kind: SigningBodyKind }): VNode | null {
  const faults = verdict?.faults.filter(({ act }) => act === 'decision') ?? [];
  if (!verdict) return null;
  if (faults.length === 0) return <p>Si l’on signait maintenant, rien ne manquerait à cette délibération.</p>;
  return (
    <>
      {faults.map((fault) => {
        const { reason, remedy, bases } = authorityFaultText(fault, kind);
        return <Alert severity="warning" small><p><strong>{reason}</strong> {remedy}</p><p class="fr-text--sm">{bases.join(' ; ')}</p></Alert>;
      })}
    </>
  );
}

function Files({ roundId, place, deposit }: Pick<DepositsProps, 'roundId' | 'place'> & { deposit: Deposit }): VNode {
  if (deposit.files.length === 0) return <>aucun nouveau fichier</>;
  return (
    <ul class="fr-raw-list">
      {deposit.files.map(({ id, kind, fileName, bytes }) => (
        <li>{kind === 'decision' ? 'Délibération' : 'Preuve des dates'} : <a class="fr-link" href={authorityLinks.depositFile(roundId, place.slot.id, id)}>{fileName}</a>, {formatFileSize(bytes)}</li>
      ))}
    </ul>
  );
}

function publicityWords(publicity: Publicity | null, timeZone: string): string {
  if (!publicity) return 'non indiquée';
  const hour = publicity.at === null ? '' : ` à ${formatTime(publicity.at, timeZone)}`;
  return `${formatDay(publicity.on, 'bare')}${hour}${publicity.at !== null && publicity.proofFileId === null ? ' (heure non prouvée)' : ''}`;
}

const endings: Record<'taken' | 'returned' | 'replaced', string> = { taken: 'retenu', returned: 'renvoyé', replaced: 'remplacé par l’organisme' };

function pastWords({ decision, typedName, depositedAt, settlement, settledAt, reason }: Deposit, timeZone: string): string {
  const said = `${decision.reference}, déposé ${formatInstant(depositedAt.toISOString(), timeZone, 'sentence')} au nom de ${typedName}`;
  return `${said} ; ${endings[settlement!]} ${formatInstant(settledAt!.toISOString(), timeZone, 'sentence')}${reason ? ` : « ${reason} »` : '.'}`;
}
