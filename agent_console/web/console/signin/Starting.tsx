import { Center, Loader, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** While it is not yet known who sits here; says so when the server takes its time. */
export function Starting() {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Center h="100dvh">
      <Stack align="center" gap="sm" role="status">
        <Loader size="sm" aria-label={t("common.loading")} />
        {slow && <Text size="sm" c="dimmed">{t("connection.starting")}</Text>}
      </Stack>
    </Center>
  );
}
