/** Colours that can be read, whatever accent a site has chosen (WCAG 2.2, 1.4.3: 4.5 to 1). */

type Rgb = readonly [number, number, number];

const READABLE = 4.5;
const STEPS = 20;

/** The better of white and black on `background`; one of them always reaches 4.5. */
export function foreground(background: string): "#ffffff" | "#000000" {
  return contrast("#ffffff", background) >= READABLE ? "#ffffff" : "#000000";
}

/** `colour` moved towards black or white until it can be read as text on `surface`. */
export function readableOn(surface: string, colour: string): string {
  const towards: Rgb = luminance(parse(surface)) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  const from = parse(colour);
  for (let step = 0; step <= STEPS; step++) {
    const mixed = format(mix(from, towards, step / STEPS));
    if (contrast(mixed, surface) >= READABLE) return mixed;
  }
  return format(towards);
}

/** WCAG's contrast ratio, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(parse(a)), luminance(parse(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Whether this is a colour as the settings allow it: `#rgb` or `#rrggbb`. */
export function isHex(colour: string): boolean {
  return /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour);
}

function parse(hex: string): Rgb {
  const short = hex.length === 4;
  const digits = hex.slice(1);
  const pair = (index: number): number =>
    parseInt(short ? digits.charAt(index).repeat(2) : digits.slice(index * 2, index * 2 + 2), 16);
  return [pair(0), pair(1), pair(2)];
}

function format(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (a: number, b: number): number => a + (b - a) * share;
  return [part(from[0], to[0]), part(from[1], to[1]), part(from[2], to[2])];
}

function luminance(rgb: Rgb): number {
  const linear = (value: number): number => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}
