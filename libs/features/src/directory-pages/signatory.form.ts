import { mobileNumber, shownMobile } from '#libs/domain';
import type { Signatory } from '#libs/domain';
import type { Candidate } from '#libs/features/directory';
import { Answers } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';

/** The préfet's card says one thing: who signs. Nobody else could be expected there, so an empty form is refused. */
export function readPrefetSignatory(posted: Posted): Reading<Signatory> {
  const answers = new Answers(posted);
  return answers.give(signatoryOf(answers));
}

export const typedPrefetSignatory = (signatory: Signatory | null): Typed => ({ values: signatoryValues(signatory), lists: {} });

/** Somebody else who may sign. `current` gives the body. */
export function readCandidate(posted: Posted, current: Candidate): Reading<Candidate> {
  const answers = new Answers(posted);
  return answers.give({ id: current.id, body: current.body, ...signatoryOf(answers) });
}

export const typedCandidate = (candidate: Candidate): Typed => ({ values: signatoryValues(candidate.lastName === '' ? null : candidate), lists: {} });

export function signatoryOf(answers: Answers): Signatory {
  const civility = answers.valid('signatoryCivility', (line) => line === 'Mme' || line === 'M.', 'Choisissez la civilité du signataire');
  const person: Signatory = {
    civility: civility === 'Mme' ? 'Mme' : 'M.',
    firstName: answers.required('signatoryFirstName', 'Indiquez le prénom du signataire'),
    lastName: answers.required('signatoryLastName', 'Indiquez le nom du signataire'),
    quality: answers.required('signatoryQuality', 'Indiquez la qualité du signataire, telle qu’elle sera imprimée'),
    email: answers.mailAddress('signatoryEmail'),
  };
  const typed = answers.validOrNull('signatoryMobile', (line) => mobileNumber(line) !== null, 'Indiquez un téléphone portable français, par exemple 06 12 34 56 78, ou ne mettez rien');
  const mobile = typed && mobileNumber(typed);
  const authority = answers.text('signatoryAuthority');
  return { ...person, ...(mobile && { mobile }), ...(authority !== '' && { authority }) };
}

/** A body may be recorded before one knows who signs for it. A civility once chosen cannot be unchosen, and a number may be there unseen: neither counts. */
export function signatoryOrNull(answers: Answers): Signatory | null {
  const empty = ['signatoryFirstName', 'signatoryLastName', 'signatoryQuality', 'signatoryEmail', 'signatoryAuthority'].every((field) => answers.text(field) === '');
  return empty ? null : signatoryOf(answers);
}

export function signatoryValues(signatory: Signatory | null): Record<string, string> {
  const { civility = '', firstName = '', lastName = '', quality = '', email = '', mobile, authority } = signatory ?? {};
  return { signatoryCivility: civility, signatoryFirstName: firstName, signatoryLastName: lastName, signatoryQuality: quality, signatoryEmail: email, signatoryMobile: mobile ? shownMobile(mobile) : '', signatoryAuthority: authority ?? '' };
}
