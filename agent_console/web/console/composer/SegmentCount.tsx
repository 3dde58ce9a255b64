import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import css from "./Composer.module.css";
import { countSegments } from "./segments";

/** How much of a text message is used, quietly: each segment is paid for. */
export function SegmentCount({ text }: { text: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { encoding, units, segments, room } = useMemo(() => countSegments(text), [text]);
  if (segments === 0) return null;
  const unicode = encoding === "UCS-2";
  return (
    <Tooltip label={t(unicode ? "sms.ucs2" : "sms.gsm7")} multiline w={280} position="top-end">
      <span className={css.segments} data-unicode={unicode} tabIndex={0} data-testid="segments">
        {t("sms.segments", { used: format.number(units), room: format.number(room), count: segments, n: format.number(segments) })}
        {unicode && ` · ${t("sms.unicode")}`}
      </span>
    </Tooltip>
  );
}
