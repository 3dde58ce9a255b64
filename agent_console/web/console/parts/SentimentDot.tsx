import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./parts.module.css";

/** A mood as a dot; its word is told to screen readers and on hover, with how it was found. */
export function SentimentDot({ value }: { value: string | null }) {
  const { t } = useTranslation();
  if (!value) return null;
  const word = t(`sentiment.${value}`, value);
  return (
    <Tooltip label={t("sentiment.estimate", { value: word })}>
      <span className={css.sentiment} data-value={value} role="img" aria-label={word} />
    </Tooltip>
  );
}
