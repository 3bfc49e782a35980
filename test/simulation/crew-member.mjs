// One process of `crew.mjs`: told what to play by its first message, it plays its share in a database of its own, then ends by itself once everything it opened is closed.
const at = (file) => import(new URL(`../../dist/test/simulation/${file}`, import.meta.url));

let wanted = true;
let isOver = false;
process.on('message', (message) => {
  if (message === 'enough') wanted = false;
  else void play(message);
});
// The terminal tells the whole family: what is open is closed all the same.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (wanted = false));
// Whoever started us is gone, and nobody listens any more.
process.on('disconnect', () => isOver || process.exit(1));

async function play({ seed, rounds, plant, lanes, trace }) {
  const [{ World }, { simulate }, { plants }] = [await at('world.js'), await at('simulate.js'), await at('planted/index.js')];
  const world = await World.open(lanes);
  const reap = plants.find(({ name }) => name === plant)?.sow(world);
  const onRound = (_, { index, steps, now, trace: told }, found) => process.send({ index, steps, state: now?.state ?? null, told: trace || found ? told : null, found });
  try {
    await simulate(world, { seed, rounds: whileWanted(rounds), stopAtFirst: plant !== undefined, onRound });
  } finally {
    reap?.();
    await world.close();
    isOver = true;
    process.disconnect();
  }
}

function* whileWanted(rounds) {
  for (const index of rounds) {
    if (!wanted) return;
    yield index;
  }
}
