// Measuring in rounds, as the C++ suite does; results are JSON lines.
export const ITEMS = 100_000, POINTS = 1000, ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);

let state = 7;
export function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const text = (size) => Array.from({ length: size }, () => String.fromCharCode(97 + random(26))).join('');

/** Like the suite's: labels of 20 to 60 letters, a note of 20 in every other row. No ids. */
export function makeRows(count = ITEMS) {
  return Array.from({ length: count }, () => ({
    number: random(1_000_000),
    amount: random(1_000_000_000) / 997,
    label: text(20 + random(41)),
    moment: new Date(1_700_000_000_000 + random(31_536_000_000)),
    note: random(2) ? text(20) : null,
  }));
}

export function keys(count) {
  const all = Array.from({ length: ITEMS }, (_, i) => i + 1);
  for (let i = 0; i < count; ++i) {
    const j = i + random(ITEMS - i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, count);
}

export async function measure(task, backend, subject, operations, run, note, prepare) {
  const times = [];
  for (let round = 0; round <= ROUNDS; ++round) {  // the first one warms up
    if (prepare) await prepare();
    const begin = process.hrtime.bigint();
    await run();
    if (round > 0) times.push(Number(process.hrtime.bigint() - begin) / operations);
  }
  times.sort((a, b) => a - b);
  const middle = times.length >> 1;
  const median = times.length % 2 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  console.log(JSON.stringify({ task, backend, subject, rounds: ROUNDS,
    median_ns_per_op: Math.round(median * 10) / 10, ratio_to_raw: null, note }));
}
