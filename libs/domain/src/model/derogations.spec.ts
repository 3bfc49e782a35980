import { derogationFindings } from './derogations.js';

const codes = (paragraph: string, ...derogeA: string[]): string[] => derogationFindings([{ annexe: '4', paragraph, derogeA }]).map(({ code, article }) => `${code} ${article ?? ''}`.trim());

describe('Les dérogations d’une annexe (article 11)', () => {
  it.each([
    ['Par dérogation à l’article 4.2, la structure ouvre vingt heures.', ['4.2']],
    ['Par exception aux articles 4.2 et 9, la structure ouvre vingt heures.', ['4.2', '9']],
    ['La structure ouvre vingt-quatre heures, conformément à l’article 4.2.', []],
    ['La présente annexe ne déroge pas à l’article 4.2.', []],
    ['', []],
  ])('admet %j', (paragraph, derogeA) => {
    expect(codes(paragraph, ...derogeA)).toEqual([]);
  });

  it.each([
    ['La structure ouvre vingt heures.', ['4.2'], ['DEROGATION_NOT_EXPRESS 4.2']],
    ['La structure ouvre vingt heures, conformément à l’article 4.2.', ['4.2'], ['DEROGATION_NOT_EXPRESS 4.2']],
    ['Par dérogation à la convention, la structure ouvre vingt heures.', ['4.2'], ['DEROGATION_NOT_NAMED 4.2']],
    ['Par dérogation à l’article 4.2, la structure ouvre vingt heures.', ['4'], ['DEROGATION_NOT_NAMED 4']],
    ['Par dérogation à l’article 4, la structure ouvre vingt heures.', ['4.2'], ['DEROGATION_NOT_NAMED 4.2']],
    ['Par dérogation à l’article 4.2, la structure ouvre vingt heures.', ['4.2', '9'], ['DEROGATION_NOT_NAMED 9']],
    ['Par dérogation à l’article 4.2, la structure ouvre vingt heures.', [], ['DEROGATION_UNDECLARED']],
    ['La présente annexe ne déroge pas à l’article 4.2.', ['4.2'], ['DEROGATION_NOT_EXPRESS 4.2']],
  ])('refuse %j qui déclare %j', (paragraph, derogeA, expected) => {
    expect(codes(paragraph, ...derogeA)).toEqual(expected);
  });
});
