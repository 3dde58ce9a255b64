import { Skeleton } from "@mantine/core";
import { IconBrain } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/session";
import { Nothing } from "../../parts/Nothing";
import css from "../Settings.module.css";
import { EngineCard } from "./EngineCard";
import { RetagCard } from "./RetagCard";
import { TuneCard } from "./TuneCard";
import { useModel } from "./model";

/** What reads customers' words, what it has learned from the team, and reading a period once more. */
export function Analysis() {
  const { t } = useTranslation();
  const edits = useMay("settings.edit");
  const model = useModel();
  return (
    <>
      <div className={css.head}><h1>{t("settings.analysis")}</h1></div>
      <p className={css.hint}>{t("analysis.hint")}</p>
      {model.isPending && <Skeleton h={220} maw={620} radius="lg" aria-label={t("common.loading")} />}
      {model.isError && <Nothing icon={IconBrain} title={t("errors.listFailed")} hint={model.error.message} />}
      {model.data && (
        <>
          <EngineCard model={model.data} />
          <TuneCard model={model.data} edits={edits} />
          <RetagCard edits={edits} />
        </>
      )}
    </>
  );
}
