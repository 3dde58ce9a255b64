import { Button } from "@mantine/core";
import { IconCheck, IconEye, IconMoodSad, IconTrendingUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import css from "./Alerts.module.css";
import { alertInWords, alertLeadsTo } from "./alertWords";
import { useDone } from "./alerting";
import type { Alert } from "./types";

const SIGNS = { mood_worsened: IconMoodSad, watch: IconEye, topic_growth: IconTrendingUp };

/** One alert: what happened, the sentence that did it, the way there, and that it was seen to. */
export function AlertLine({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = useDone();
  const Sign = SIGNS[alert.kind];
  return (
    <li className={css.alert} data-testid="alert" data-kind={alert.kind} data-done={!!alert.done_at}>
      <span className={css.sign} data-kind={alert.kind}><Sign size={18} stroke={1.8} aria-hidden /></span>
      <div className={css.says}>
        <Link to={alertLeadsTo(alert)} className={css.title}>{alertInWords(alert, t)}</Link>
        {alert.sentence && <blockquote className={css.sentence} dir="auto">{alert.sentence}</blockquote>}
        <p className={css.when}>
          <time dateTime={alert.at} title={format.full(alert.at)}>{format.brief(alert.at, serverNow())}</time>
          {alert.done_at && <span>{alert.done_by ? t("intelligence.alerts.doneBy", { name: alert.done_by.name }) : t("intelligence.alerts.done")}</span>}
        </p>
      </div>
      {!alert.done_at && (
        <Button size="compact-sm" variant="default" leftSection={<IconCheck size={15} />} loading={done.isPending} onClick={() => done.mutate(alert.id)} aria-label={t("intelligence.alerts.doLabel", { what: alertInWords(alert, t) })} data-testid="alert-done">
          {t("intelligence.alerts.do")}
        </Button>
      )}
    </li>
  );
}
