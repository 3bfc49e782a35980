/** Fifty signatories: judged after some revisions, the last four among them. */
import { judgeRound } from './judged-round.js';

judgeRound(50);
