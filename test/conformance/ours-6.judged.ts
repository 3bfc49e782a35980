/** Six signatories: judged after every revision. */
import { judgeRound } from './judged-round.js';

judgeRound(6);
