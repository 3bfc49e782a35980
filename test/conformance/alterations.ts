import type { Alteration } from './alteration-target.js';
import * as bytes from './alterations-bytes.js';
import * as signatures from './alterations-signatures.js';
import * as updates from './alterations-updates.js';

/** Every way to alter a signed file, by family of `signing.md`, each under its own name. */
export const alterations: Readonly<Record<string, Readonly<Record<string, Alteration>>>> = {
  'enregistrement ajouté': {
    contentReplaced: updates.contentReplaced, contentRedirected: updates.contentRedirected, pageAdded: updates.pageAdded, pageRemoved: updates.pageRemoved,
    scriptAdded: updates.scriptAdded, languageChanged: updates.languageChanged, structureDropped: updates.structureDropped, attachmentAdded: updates.attachmentAdded, metadataReplaced: updates.metadataReplaced,
  },
  'ombre': { objectFreed: updates.objectFreed, fontReplaced: updates.fontReplaced, fontProgramReplaced: updates.fontProgramReplaced, imageReplaced: updates.imageReplaced, catalogReplaced: updates.catalogReplaced },
  'annotations d’un document certifié': {
    textAnnotationAdded: updates.textAnnotationAdded, stampAdded: updates.stampAdded, redactionAdded: updates.redactionAdded, widgetAdded: updates.widgetAdded,
    signatureFieldAdded: updates.signatureFieldAdded, certificationForgotten: updates.certificationForgotten,
  },
  'champ de formulaire': { fieldValueChanged: updates.fieldValueChanged },
  'champ signé': {
    signedLookReplaced: updates.signedLookReplaced, signedLookStreamReplaced: updates.signedLookStreamReplaced, signedFieldMoved: updates.signedFieldMoved, signedFieldDropped: updates.signedFieldDropped,
    signatureRemoved: updates.signatureRemoved, signatureOfAnother: updates.signatureOfAnother, signatureWordsChanged: updates.signatureWordsChanged,
  },
  'table des références': { contentsCrossed: updates.contentsCrossed, rolledBack: bytes.rolledBack },
  'enveloppement': { signatureWrapped: signatures.signatureWrapped },
  'contrefaçon universelle': {
    contentsEmptied: signatures.contentsEmptied, contentsRenamed: signatures.contentsRenamed, byteRangeRenamed: signatures.byteRangeRenamed, byteRangeZeroed: signatures.byteRangeZeroed,
    byteRangeNegative: signatures.byteRangeNegative, byteRangeShortened: signatures.byteRangeShortened,
  },
  'signature ou horodatage copié': { contentsSwapped: signatures.contentsSwapped, tokenCopied: signatures.tokenCopied, timestampShownAgain: signatures.timestampShownAgain, signatureShownAgain: signatures.signatureShownAgain },
  'octets changés': { bitFlipped: bytes.bitFlipped, digitChanged: bytes.digitChanged, signatureValueFlipped: signatures.signatureValueFlipped, signedAttributeFlipped: signatures.signedAttributeFlipped },
  'octets ajoutés ou ôtés': { bytesInserted: bytes.bytesInserted, bytesRemoved: bytes.bytesRemoved, tailAppended: bytes.tailAppended, headerDisplaced: bytes.headerDisplaced },
  'révisions': { cutInside: bytes.cutInside, revisionRemoved: bytes.revisionRemoved, revisionsSwapped: bytes.revisionsSwapped, revisionRepeated: bytes.revisionRepeated },
};
