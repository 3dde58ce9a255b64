import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Back and onward, at the same place in every step. */
export function StepButtons({ onBack, next, ...rest }: { onBack?: () => void; next: string; disabled?: boolean; loading?: boolean }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" mt="lg">
      {onBack ? <Button variant="default" onClick={onBack}>{t("common.back")}</Button> : <span />}
      <Button type="submit" data-testid="wizard-next" {...rest}>{next}</Button>
    </Group>
  );
}
