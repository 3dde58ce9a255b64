/** What a text takes of the network: `units` are septets or UTF-16 units, `room` how many there are in so many segments. */
export interface Segments { encoding: "GSM-7" | "UCS-2"; units: number; segments: number; room: number }

/** 3GPP TS 23.038, 6.2.1; those of the extension table take two places. The server counts in the same way (`connectors/sms/segments.py`). */
const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("\f^{}\\[~]|€");

/** How many segments a text is sent in; an empty one has none. */
export function countSegments(text: string): Segments {
  const characters = [...text];
  if (characters.every((one) => GSM.has(one) || EXTENDED.has(one))) {
    return filled("GSM-7", characters.map((one) => (EXTENDED.has(one) ? 2 : 1)), 160, 153);
  }
  return filled("UCS-2", characters.map((one) => one.length), 70, 67);
}

function filled(encoding: Segments["encoding"], sizes: number[], one: number, many: number): Segments {
  const units = sizes.reduce((sum, size) => sum + size, 0);
  if (units <= one) return { encoding, units, segments: sizes.length > 0 ? 1 : 0, room: one };
  let segments = 1;
  let left = many;
  for (const size of sizes) {
    // An escaped character or a surrogate pair is never cut in two.
    if (size > left) {
      segments += 1;
      left = many;
    }
    left -= size;
  }
  return { encoding, units, segments, room: segments * many };
}
