import type { VNode } from 'preact';
import { Alert, Button, Buttons, ErrorSummary, errorOf, Input, plural, PostForm, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { ChannelChoice } from './channel.views.js';
import type { CodeWays } from './channel.views.js';
import { PlaceNames } from './joint.views.js';
import type { NamedPlace } from './joint.views.js';
import { signatureLinks } from './signature.links.js';
import { Capacity } from './signature.views.js';
import type { SignatureRequest } from './signature.views.js';

export type CodeState = {
  maskedEmail: string;
  /** When it left by SMS: to which number, masked, and whether the gateway will never take it. */
  bySms?: { masked: string; refused: boolean } | null;
  /** By what another may come, when there is a choice. */
  ways?: CodeWays | null;
  /** What the signatory typed as a name on the page before: sent along with the code. */
  fullName: string;
  validMinutes: number;
  triesLeft: number;
  /** False while the last code is too recent. */
  canResend: boolean;
  /** The other places that the code signs: each with what its box sends. */
  others?: readonly (NamedPlace & { id: string })[];
  /** Those it has signed already. */
  signed?: readonly NamedPlace[];
  /** Whether it still signs the place of this page. */
  signsHere?: boolean;
  errors: readonly FieldError[];
};

/** The code has left: six figures to type, and it is signed. */
export function CodePage({ frame, request, code }: { frame: Frame; request: SignatureRequest; code: CodeState }): VNode {
  const { others = [], signed = [], signsHere = true } = code;
  return (
    <Shell frame={frame} title="Saisir le code reçu">
      <div class="pf-narrow">
        <ErrorSummary errors={code.errors} kept={false} />
        <h1>Saisissez le code reçu</h1>
        {code.bySms?.refused
          ? <Alert severity="warning" small><p>Aucun SMS ne peut être envoyé au <strong>{code.bySms.masked}</strong>. Demandez un autre code, par courriel.</p></Alert>
          : <p class="pf-sentence">Un code à six chiffres a été envoyé {code.bySms ? <>par SMS au <strong>{code.bySms.masked}</strong></> : <>à <strong>{code.maskedEmail}</strong></>}. Il est valable {code.validMinutes} minutes.</p>}
        {signsHere && <Capacity request={request} />}
        {others.length > 0 && <><p>{signsHere ? 'Le même code signe aussi :' : 'Il vous reste à signer :'}</p><PlaceNames places={others} /></>}
        {signed.length > 0 && <><p>C’est déjà signé pour :</p><PlaceNames places={signed} /></>}
        <PostForm action={signatureLinks.sign(request.token)} csrf={frame.csrf}>
          <input type="hidden" name="fullName" value={code.fullName} />
          {others.map(({ id }) => <input type="hidden" name="places" value={id} />)}
          <Input name="code" label="Code à six chiffres" hint={triesHint(code.triesLeft)} width="code" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" maxLength={6} spellcheck={false} error={errorOf(code.errors, 'code')} />
          <p>En cliquant sur « Signer », <strong>{code.fullName}</strong>, vous signez {signsHere ? request.subject.the : 'ce qui est nommé ci-dessus'}{signsHere && others.length > 0 && ' et ce que vous avez coché'}, et acceptez <a href={`${signatureLinks.page(request.token)}#engagement`}>ce que cette signature engage</a>.</p>
          <Buttons><Button>Signer</Button></Buttons>
        </PostForm>
        {signsHere && <NoCode frame={frame} request={request} code={code} />}
        <p class="fr-mt-3w"><a class="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={signatureLinks.page(request.token)}>Revenir au document</a></p>
      </div>
    </Shell>
  );
}

function NoCode({ frame, request, code }: { frame: Frame; request: SignatureRequest; code: CodeState }): VNode {
  return (
    <>
      <h2 class="fr-h4">Vous n’avez pas reçu le code ?</h2>
      <p>Il arrive en général en moins d’une minute. {code.bySms ? 'Vous pouvez aussi le recevoir par courriel.' : 'Regardez aussi parmi les courriels indésirables.'}</p>
      {code.canResend
        ? (
          <PostForm action={signatureLinks.requestCode(request.token)} csrf={frame.csrf}>
            <input type="hidden" name="fullName" value={code.fullName} />
            {(code.others ?? []).map(({ id }) => <input type="hidden" name="places" value={id} />)}
            {code.ways && <ChannelChoice ways={code.ways} channel={code.bySms && !code.bySms.refused ? 'sms' : 'mail'} />}
            <Button kind="secondary">Recevoir un autre code</Button>
          </PostForm>
        )
        : <p class="fr-text--sm">Vous pourrez en demander un autre dans une minute.</p>}
    </>
  );
}

function triesHint(left: number): string {
  return left === 1 ? 'Il vous reste un essai.' : `Il vous reste ${left} ${plural(left, 'essai')}.`;
}
