import { Alert, type AlertProps } from "@mantine/core";
import type { Ref } from "react";

/** A warning; its title keeps the colour of text, which yellow on yellow would not be readable in. */
export function Caution(props: AlertProps & { ref?: Ref<HTMLDivElement>; "data-testid"?: string }) {
  return <Alert color="yellow" variant="light" styles={{ title: { color: "var(--mantine-color-text)" } }} {...props} />;
}
