import { type CSSVariablesResolver, type MantineColorsTuple, createTheme } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef2ff", "#dfe5fd", "#bcc8f8", "#96a8f3", "#768cee", "#5f78e8", "#4763de", "#3653d3", "#2b45b4", "#223890",
];
const dark: MantineColorsTuple = [
  "#d5d8de", "#b4b9c3", "#9aa0ac", "#6f7683", "#454b57", "#343943", "#272b33", "#1b1e24", "#15171c", "#101216",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark },
  defaultRadius: "md",
  fontFamily: "'Inter Variable', 'Vazirmatn Variable', system-ui, sans-serif",
  fontSizes: { xs: "12px", sm: "13.5px", md: "15px", lg: "17px", xl: "20px" },
  headings: { fontWeight: "620", sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } } },
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, fz: "xs" } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35, blur: 2 }, radius: "lg" } },
    Menu: { defaultProps: { shadow: "md", radius: "md", withinPortal: true } },
    // Tinted badges keep the colour of text: the tint alone has the meaning, and 4.5:1 is kept.
    Badge: { styles: { label: { color: "var(--mantine-color-text)", fontWeight: 560 } } },
    Table: { defaultProps: { borderColor: "var(--p-line)" } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});

/** Colours with a meaning of their own, for both schemes; all text on them keeps 4.5:1. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c6370",
    "--mantine-color-error": "#c22f2f",
    "--mantine-color-placeholder": "#6b7280",
    "--p-canvas": "#f6f7f9",
    "--p-surface": "#ffffff",
    "--p-line": "#e6e8ec",
    "--p-hover": "#f1f3f7",
    "--p-selected": "#e9edfc",
    "--p-bubble-in": "#f1f3f6",
    "--p-bubble-out": "#e5ebfd",
    "--p-note": "#fdf3d3",
    "--p-note-line": "#e8cf82",
    "--p-good": "#1c7a46",
    "--p-warn": "#a35200",
    "--p-bad": "#c22f2f",
    "--p-quiet": "#8a92a0",
    "--p-accent": "#2b45b4",
  },
  dark: {
    "--mantine-color-body": "#15171c",
    "--mantine-color-dimmed": "#9aa0ac",
    "--mantine-color-error": "#f27d7d",
    "--mantine-color-placeholder": "#868d9a",
    "--p-canvas": "#101216",
    "--p-surface": "#15171c",
    "--p-line": "#272b33",
    "--p-hover": "#1d2027",
    "--p-selected": "#222a45",
    "--p-bubble-in": "#22262e",
    "--p-bubble-out": "#26315c",
    "--p-note": "#3a3018",
    "--p-note-line": "#6b5725",
    "--p-good": "#5cc78a",
    "--p-warn": "#f0a35e",
    "--p-bad": "#f27d7d",
    "--p-quiet": "#7d8592",
    "--p-accent": "#a3b3f9",
  },
});
