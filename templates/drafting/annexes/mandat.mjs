// Annexe 7: the blank mandate.
import { blankAnswers, mandateForm } from '../mandate-form.mjs';
import { opening } from './references.mjs';

export const annexeMandat = [
  ...opening('mandat', 'Formulaire vierge. À lire à voix haute avec l’Usager, à remplir et à signer sur place (article:mandat). Gratuit.'),
  ...mandateForm(blankAnswers),
];
