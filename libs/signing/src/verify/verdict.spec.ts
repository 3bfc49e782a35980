import { describe, expect, test } from '@jest/globals';
import type { Modification, SignatureReport, TimestampReport } from './report.js';
import { verdictOf } from './verdict.js';

const signature = (more: Partial<SignatureReport> = {}): SignatureReport => ({
  field: 'slot_1', kind: 'approval', signer: null, certificate: null, reason: null, signedAt: null, signedAtSource: null, integrity: 'intact', coverage: 'revision',
  revision: 1, modifications: [], trust: 'trusted', level: 'B-B', timestamp: null, subFilter: null, reasons: [], ...more,
});
const timestamp = (more: Partial<TimestampReport> = {}): TimestampReport => ({
  field: 'timestamp_01', at: null, authority: null, integrity: 'intact', coverage: 'revision', trust: 'trusted', revision: 2, modifications: [], reasons: [], ...more,
});
const change = (kind: Modification['kind'], permitted = true): Modification => ({ revision: 2, kind, permitted, objects: [] });
const verdict = (signatures: SignatureReport[], documentTimestamps: TimestampReport[] = [], codes: string[] = []) => verdictOf({ signatures, documentTimestamps, codes });

describe('un mot pour tout le fichier', () => {
  test.each([
    ['aucune signature', verdict([]), 'unsigned'],
    ['une signature hors du formulaire n’est pas rien', verdict([], [], ['SIGNATURE_OUTSIDE_FORM']), 'modified'],
    ['tout va bien', verdict([signature()]), 'valid'],
    ['un horodatage et des données de validation ensuite', verdict([signature({ modifications: [change('document_timestamp'), change('security_store')] })]), 'valid'],
    ['un formulaire rempli ensuite', verdict([signature({ modifications: [change('form_filling')] })]), 'valid_extended'],
    ['rempli, puis signé', verdict([signature({ modifications: [change('form_filling'), change('signature')] }), signature({ revision: 3 })]), 'valid'],
    ['rempli, puis seulement horodaté', verdict([signature({ modifications: [change('form_filling')] })], [timestamp({ revision: 3 })]), 'valid_extended'],
    ['un changement interdit', verdict([signature({ modifications: [change('annotation', false)] })]), 'modified'],
    ['interdit par l’une seulement', verdict([signature({ modifications: [change('form_filling', false)] }), signature({ revision: 3 })]), 'modified'],
    ['interdit après un horodatage seul', verdict([], [timestamp({ modifications: [change('content', false)] })]), 'modified'],
    ['des octets à la suite', verdict([signature()], [], ['TAIL_BYTES']), 'modified'],
    ['des octets laissés de côté', verdict([signature({ coverage: 'partial' })]), 'modified'],
    ['une signature altérée parmi d’autres', verdict([signature(), signature({ integrity: 'altered', modifications: [change('content', false)] })]), 'broken'],
    ['un horodatage illisible', verdict([signature()], [timestamp({ integrity: 'unreadable' })]), 'broken'],
    ['un fichier qui se lit de deux façons', verdict([signature()], [], ['XREF_AMBIGUOUS']), 'indeterminate'],
    ['un horodatage d’inconnu', verdict([signature()], [timestamp({ trust: 'unknown' })]), 'indeterminate'],
    ['un jeton abîmé', verdict([signature({ timestamp: timestamp({ integrity: 'altered' }) })]), 'indeterminate'],
    ['un jeton d’inconnu', verdict([signature({ timestamp: timestamp({ trust: 'unknown' }) })]), 'valid'],
    ['des blancs à la fin', verdict([signature()], [], ['TAIL_BLANK']), 'valid'],
  ])('%s', (_, said, expected) => expect(said).toBe(expected));

  test.each(['untrusted', 'revoked', 'expired', 'unknown'] as const)('une confiance « %s » : indéterminé', (trust) => {
    expect(verdict([signature(), signature({ trust })])).toBe('indeterminate');
  });
});
