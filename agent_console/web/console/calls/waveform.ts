/** Sound is drawn from so few samples a second: enough to see words, little to keep. */
const RATE = 8000;
/** Longer ones are not decoded, for the memory it takes: a plain line stands for them. */
export const LONGEST_S = 30 * 60;

/** The loudest of each of `count` equal parts, as a share of the loudest of all. */
export function peaks(samples: Float32Array, count: number): number[] {
  const loudest = Array.from({ length: count }, (_, part) => {
    const from = Math.floor((part * samples.length) / count);
    const until = Math.max(from + 1, Math.floor(((part + 1) * samples.length) / count));
    let most = 0;
    for (let i = from; i < until && i < samples.length; i++) most = Math.max(most, Math.abs(samples[i] ?? 0));
    return most;
  });
  const top = Math.max(...loudest, 1e-4);
  return loudest.map((one) => one / top);
}

/** Bars around a middle line, as one SVG path in a box of `count` by 100. */
export function barsPath(heights: readonly number[]): string {
  return heights.map((height, i) => {
    const half = Math.max(3, height * 46);
    return `M${i + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`;
  }).join("");
}

/** Reads a recording and tells how loud it is along its way. */
export async function loudness(url: string, count: number, signal: AbortSignal): Promise<number[]> {
  const answer = await fetch(url, { credentials: "same-origin", signal });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await answer.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  const [first, second] = channels;
  if (!first) return peaks(new Float32Array(1), count);
  // Both sides of the talk are in one picture.
  return peaks(second ? first.map((value, i) => Math.max(Math.abs(value), Math.abs(second[i] ?? 0))) : first, count);
}
