import { toBuffer } from 'qrcode';
import { ExpressionError, type TemplateFunction } from './expression.js';

/** Printed size of a code, in centimetres: under 1 a telephone no longer reads it, over 10 it leaves the column. */
const QR_SIDE_CM = 2.5;
const QR_SIDE_MIN_CM = 1;
const QR_SIDE_MAX_CM = 10;
/** Longest address printed as a code: a denser one cannot be read at the default size. */
const QR_URL_LENGTH_MAX = 300;
/** Pixels of the square image: 300 dots per inch at the default size. */
const QR_SIDE_PX = 300;
const LINK_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** What an `IMAGE` command expects: sides in centimetres, PNG bytes, and the text read aloud in place of the image. */
export interface TemplateImage {
  width: number;
  height: number;
  data: Uint8Array;
  extension: '.png';
  alt: string;
}

/** What a `LINK` command expects. */
export interface TemplateLink {
  url: string;
  label: string;
}

async function qr(url: unknown, sizeCm: unknown = QR_SIDE_CM): Promise<TemplateImage> {
  const address = checkedAddress(url);
  if (address.length > QR_URL_LENGTH_MAX) throw new ExpressionError('adresse trop longue pour un code QR');
  if (typeof sizeCm !== 'number' || !(sizeCm >= QR_SIDE_MIN_CM && sizeCm <= QR_SIDE_MAX_CM)) {
    throw new ExpressionError(`taille de code QR refusée : de ${QR_SIDE_MIN_CM} à ${QR_SIDE_MAX_CM} cm`);
  }
  const data = await toBuffer(address, { type: 'png', width: QR_SIDE_PX, margin: 2, errorCorrectionLevel: 'M' });
  return { width: sizeCm, height: sizeCm, data, extension: '.png', alt: `Code QR menant à ${address}` };
}

function lien(url: unknown, label: unknown = url): TemplateLink {
  const address = checkedAddress(url);
  if (typeof label !== 'string' || label.trim() === '') throw new ExpressionError('un lien sans intitulé est illisible');
  return { url: address, label };
}

/** Addresses become clickable in a signed document: `javascript:` and `file:` have no place there. */
function checkedAddress(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new ExpressionError('adresse mal formée');
  if (!LINK_SCHEMES.has(new URL(url).protocol)) throw new ExpressionError('adresse refusée : http, https ou mailto seulement');
  return url;
}

/** The functions a template may call: `qr(url, sizeCm?)` for IMAGE, `lien(url, label)` for LINK. */
export const TEMPLATE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['qr', qr],
  ['lien', lien],
]);
