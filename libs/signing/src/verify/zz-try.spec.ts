import { readFileSync } from 'node:fs';
import { readStructure } from './structure-reader.js';
test('try', () => {
  for (const f of (process.env.FILES ?? '').split(' ')) {
    const pdf = readFileSync(f);
    const t = performance.now();
    try {
      const s = readStructure(pdf);
      const ms = performance.now() - t;
      const t2 = performance.now(); readStructure(pdf); const ms2 = performance.now() - t2;
      console.log(f, pdf.length, ms.toFixed(0), ms2.toFixed(0), JSON.stringify({ ...s, revisions: s.revisions.length, stores: s.stores.map((x) => [x.revision, x.certificates.length, x.crls.length, x.ocsps.length]), signatures: s.signatures.slice(0, 2).concat(s.signatures.slice(-1)).map((x) => ({ ...x, cms: x.cms?.length, modifications: x.modifications.slice(0, 3), bad: x.modifications.filter((m) => !m.permitted).slice(0, 10) })), totals: [s.signatures.length, s.signatures.filter((x) => x.defects.length).length, s.signatures.filter((x) => x.modifications.some((m) => !m.permitted)).length] }, null, 1));
    } catch (e) { console.log(f, (e as Error).message, (e as Error).stack, performance.now() - t); }
  }
});
