import type { VNode } from 'preact';
import { ButtonLink, errorOf, PostButton, RadioGroup } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';
import type { Body, Candidate } from '#libs/features/directory';
import { EditFrame, Text } from './directory-forms.views.js';
import type { DirectoryForm } from './directory-forms.views.js';
import { bodyText } from './candidate.form.js';
import { sharedMailSentence } from './shared-mail.js';

const civilities = [{ value: 'Mme', label: 'Madame' }, { value: 'M.', label: 'Monsieur' }];

/** `sharers`: the others who may sign and read the same mailbox. */
type SignatoryProps = { form: DirectoryForm; title?: string; explanation?: string; sharers?: readonly string[] };

/** Who signs for a body: only that person receives the link. */
export function SignatoryFields({ form, title = 'Signataire', explanation = 'La personne habilitée à engager l’organisme. Elle seule recevra le lien de signature, à l’adresse indiquée ici.', sharers = [] }: SignatoryProps): VNode {
  const shared = sharedMailSentence(sharers);
  return (
    <>
      <h2 class="fr-h4" id="signataire">{title}</h2>
      <p>{explanation}</p>
      <RadioGroup name="signatoryCivility" legend="Civilité" value={form.values.signatoryCivility ?? ''} choices={civilities} error={errorOf(form.errors, 'signatoryCivility')} />
      <Text form={form} name="signatoryFirstName" label="Prénom" />
      <Text form={form} name="signatoryLastName" label="Nom" />
      <Text form={form} name="signatoryQuality" label="Qualité" hint="Telle qu’elle sera imprimée : « maire », « présidente », « directeur départemental »" />
      <Text form={form} name="signatoryEmail" type="email" label="Adresse électronique" hint={<>Format attendu : nom@domaine.fr. Une adresse partagée convient : chacun y reçoit son propre lien.{shared && <strong> {shared}</strong>}</>} spellcheck={false} />
      {(form.bySms || form.values.signatoryMobile) && <Text form={form} name="signatoryMobile" type="tel" label="Téléphone portable" required={false} hint="Pour recevoir le code de signature par SMS, si cette personne le préfère" />}
      <Text form={form} name="signatoryAuthority" label="Fondement de la signature" required={false} hint="L’acte qui habilite cette personne : « délibération n° 2026-12 du 3 mars 2026 », « délégation de signature du 2 janvier 2026 »" />
    </>
  );
}

type PeopleProps = { frame: Frame; body: Body; candidates: readonly Candidate[]; readOnly: boolean };

/** Everybody who may sign for a body: the one who is asked first, then the others, each one button away from being first. */
export function SigningPeople({ frame, body, candidates, readOnly }: PeopleProps): VNode {
  const { signatory } = body;
  return (
    <section aria-labelledby="personnes" class="fr-mt-6w">
      <h2 class="fr-h4" id="personnes">Personnes qui peuvent signer</h2>
      <p>La première est sollicitée au lancement d’une tournée. Les autres peuvent l’être à sa place ; une tournée déjà lancée ne change pas.</p>
      <ul class="pf-list">
        <li class="pf-list__item pf-list__item--pair">
          <div>
            <p class="pf-list__title">{signatory ? `${signatory.firstName} ${signatory.lastName}` : 'Personne n’est encore désigné'}</p>
            {signatory && <p class="pf-list__detail">{personDetail(signatory)}</p>}
          </div>
          <p class="pf-list__detail">Personne sollicitée en premier</p>
        </li>
        {candidates.map((candidate) => <CandidateItem frame={frame} candidate={candidate} readOnly={readOnly} />)}
      </ul>
      {!readOnly && <ButtonLink href={`${directoryLinks.newCandidate}?organisme=${encodeURIComponent(bodyText(body))}`} kind="secondary" icon="add-line">Ajouter une personne</ButtonLink>}
    </section>
  );
}

function CandidateItem({ frame, candidate, readOnly }: { frame: Frame; candidate: Candidate; readOnly: boolean }): VNode {
  const name = `${candidate.firstName} ${candidate.lastName}`;
  return (
    <li class="pf-list__item">
      <div>
        <p class="pf-list__title">{readOnly ? name : <a href={directoryLinks.candidate(candidate.id)}>{name}</a>}</p>
        <p class="pf-list__detail">{personDetail(candidate)}</p>
      </div>
      {!readOnly && (
        <div class="pf-buttons pf-buttons--close">
          <PostButton action={directoryLinks.askFirst(candidate.id)} csrf={frame.csrf} kind="tertiary" small label={`(${name})`}>Demander d’abord à cette personne</PostButton>
          <ButtonLink href={directoryLinks.removal(directoryLinks.candidate(candidate.id))} kind="tertiary-no-outline" small icon="delete-line">Retirer<span class="fr-sr-only"> {name}</span></ButtonLink>
        </div>
      )}
    </li>
  );
}

function personDetail({ quality, email, authority }: Pick<Candidate, 'quality' | 'email' | 'authority'>): string {
  return [quality, email, authority].filter((part) => part).join(', ');
}

type CandidatePageProps = { frame: Frame; candidate: Candidate; body: Body; form: DirectoryForm; isNew: boolean; bodyHref: string; sharers: readonly string[] };

/** One person who may sign beside the one who is asked first. */
export function CandidatePage({ frame, candidate, body, form, isNew, bodyHref, sharers }: CandidatePageProps): VNode {
  const title = isNew ? 'Nouvelle personne qui peut signer' : `${candidate.firstName} ${candidate.lastName}`;
  return (
    <EditFrame
      frame={frame} title={title} form={form} action={isNew ? directoryLinks.newCandidate : directoryLinks.candidate(candidate.id)} back={bodyHref}
      crumbs={[{ label: body.name, href: bodyHref }]} before={<p class="pf-sentence">Pour {body.name}.</p>}
      removalLabel="Retirer cette personne" {...(!isNew && { removal: directoryLinks.removal(directoryLinks.candidate(candidate.id)) })}
    >
      <input type="hidden" name="organisme" value={bodyText(body)} />
      <SignatoryFields form={form} title="Identité" explanation="Cette personne ne recevra de lien que si la préfecture la sollicite." sharers={sharers} />
    </EditFrame>
  );
}
