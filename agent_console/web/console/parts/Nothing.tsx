import { Stack, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** An empty state: what is not there, and what to do next. */
export function Nothing({ icon: Glyph, title, hint, children }: { icon: Icon; title: string; hint?: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} p="xl" maw={340} mx="auto" ta="center">
      <Glyph size={34} stroke={1.3} color="var(--p-quiet)" aria-hidden />
      <Text fw={600} size="sm">{title}</Text>
      {hint && <Text size="sm" c="dimmed">{hint}</Text>}
      {children}
    </Stack>
  );
}
