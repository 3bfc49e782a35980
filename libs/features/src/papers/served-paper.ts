type Known = { mediaType: string; extensions: readonly [string, ...string[]]; begins: readonly number[] };
/** What a browser may be told a paper is; anything else is only bytes to save. No HTML, no SVG: they run scripts. */
const known: readonly Known[] = [
  { mediaType: 'application/pdf', extensions: ['pdf'], begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extensions: ['docx'], begins: [0x50, 0x4b, 0x03, 0x04] },
  { mediaType: 'image/png', extensions: ['png'], begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], begins: [0xff, 0xd8, 0xff] },
];
const bytesOnly: Known = { mediaType: 'application/octet-stream', extensions: ['bin'], begins: [] };
/** Longer names are cut by some systems anyway, and fill a header for nothing. */
const nameLengthMax = 100;

export type ServedPaper = { mediaType: string; fileName: string };

/** As what, and under which name, a file is handed out: both were told by a person, and neither is believed. */
export function servedPaper({ mediaType, fileName }: { mediaType: string; fileName: string }, content: Uint8Array): ServedPaper {
  const { mediaType: served, extensions } = known.find((one) => one.mediaType === mediaType && one.begins.every((byte, i) => content[i] === byte)) ?? bytesOnly;
  const [stem, given] = partsOf(fileName);
  if (extensions.includes(given)) return { mediaType: served, fileName: `${stem}.${given}` };
  // What it was called stays readable, and opens nothing.
  return { mediaType: served, fileName: `${given === '' ? stem : `${stem}-${given}`}.${extensions[0]}` };
}

/** What a scan is by its first bytes, whatever its name says: a PDF or a picture; null for anything else, which is refused where it is received. */
export function scanType(content: Uint8Array): 'application/pdf' | 'image/png' | 'image/jpeg' | null {
  const found = known.find(({ begins }) => begins.every((byte, i) => content[i] === byte))?.mediaType;
  return found === 'application/pdf' || found === 'image/png' || found === 'image/jpeg' ? found : null;
}

/** The last part of a path, without what a shell, a browser or a reader could take for something else. */
function partsOf(fileName: string): [stem: string, extension: string] {
  const bare = (fileName.split(/[/\\]/u).at(-1) ?? '').normalize('NFC').replace(/[\p{C}<>:"|?*%;]/gu, '').replace(/\s+/gu, ' ').trim().replace(/^[.\s-]+/u, '');
  const dot = bare.lastIndexOf('.');
  const [stem, extension] = dot > 0 && /^[a-z0-9]{1,8}$/iu.test(bare.slice(dot + 1)) ? [bare.slice(0, dot), bare.slice(dot + 1).toLowerCase()] : [bare, ''];
  return [[...stem.replace(/[.\s]+$/u, '')].slice(0, nameLengthMax).join('') || 'piece', extension];
}
