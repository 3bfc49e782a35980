import type { Demarche, MandateFacts, MandateText } from '#libs/domain';

/** As the identity is kept under the working key. */
export type PrintedPerson = { familyName: string; givenNames: string; birthDate: string; birthPlace: string; address: string; phone: string | null; email: string | null };

/** What is the same in every paper of a mandate. */
export type PrintedMandate = {
  number: string;
  timeZone: string;
  /** The instants, the scope, the duration, the signature and the end are read in the facts. */
  facts: MandateFacts;
  departement: { code: string; name: string };
  agreementNumber: string;
  /** `place`: « 3 place du Foirail, 48000 Mende ». */
  structure: { name: string; place: string };
  gestionnaire: { name: string; siret: string };
};

/** All that annexe 7 is filled with. */
export type MandatePrint = PrintedMandate & {
  /** Of the agreement in force (`mandateText`); once signed, the text of the facts is the one that counts. */
  text: MandateText;
  person: PrintedPerson;
  /** `role`: « conseillère France Services », or empty. */
  agent: { name: string; role: string };
  /** What was precisely said of each démarche entrusted. */
  words: Partial<Record<Demarche, string>>;
  /** Names of the partners of the scope, by id. */
  partnerNames: ReadonlyMap<string, string>;
  /** Sixteen letters, with or without their dashes. */
  code: string;
  /** On a tablet, the name the person typed to sign; null otherwise. */
  typedName: string | null;
};

/** `facts.end` says how it ended. No more of the person than their name: the receipt is theirs. */
export type ReceiptPrint = PrintedMandate & {
  person: Pick<PrintedPerson, 'familyName' | 'givenNames'>;
  /** What the working key covered. */
  working: { documents: number; notes: number };
  /** `standing`: the archives allowed it once for all, and it is done at once; `awaited`: it waits, locked, for their visa. */
  visa: 'standing' | 'awaited';
};
