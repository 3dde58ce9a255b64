import { foreground, isHex, readableOn } from "../core/colour";
import styles from "./styles.css?inline";

/** The surfaces that accent-coloured words stand on; as in `styles.css`. */
const LIGHT = "#f1f3f6";
const DARK = "#262b33";
const FALLBACK = "#2f5fd0";

/**
 * The style sheets of the shadow root. Constructed sheets are no inline style, so the widget works
 * under a site's `style-src 'self'`.
 */
export function sheets(accent: string): CSSStyleSheet[] {
  const colour = isHex(accent) ? accent : FALLBACK;
  const own = new CSSStyleSheet();
  own.replaceSync(styles);
  const theme = new CSSStyleSheet();
  const root = (surface: string): string =>
    `.root { --accent-words: ${readableOn(surface, colour)}; }`;
  theme.replaceSync(
    `.root { --accent: ${colour}; --on-accent: ${foreground(colour)}; }
     ${root(LIGHT)} @media (prefers-color-scheme: dark) { ${root(DARK)} }`,
  );
  return [own, theme];
}
