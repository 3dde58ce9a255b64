import { Anchor, Button, Text } from "@mantine/core";
import { IconChartDots3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "../app/session";
import { Nothing } from "../parts/Nothing";
import { SearchLine } from "./SearchLine";
import { useModel } from "./requests";
import type { Overview } from "./types";

/** Fewer analysed conversations than this make no topics. */
const ENOUGH = 200;

/** Why there are no topics, and what to do about it. */
export function NoTopics({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const sees = useMay("settings.see");
  const edits = useMay("settings.edit");
  const problem = useModel(true).data?.problem;
  const now = data.conversations + data.before;
  const dumb = data.topics_state === "no_meanings";
  const why = dumb ? (edits ? "engineEdit" : "engine") : now < ENOUGH ? "few" : "soon";
  return (
    <div data-testid="no-topics" data-why={why}>
      <Nothing icon={IconChartDots3} title={t("intelligence.noTopics.title")} hint={t(`intelligence.noTopics.${why}`, { count: ENOUGH, now })}>
        {problem && <Text size="sm" dir="auto">{problem}</Text>}
        {(dumb || problem) && sees && <Button component={Link} to="/settings/analysis" variant="default" mt="sm">{t("settings.analysis")}</Button>}
      </Nothing>
      {!dumb && <SearchLine />}
    </div>
  );
}

/** Nothing was analysed in this time. */
export function NoData({ longer, narrowed }: { longer: (() => void) | null; narrowed: boolean }) {
  const { t } = useTranslation();
  const model = useModel(true).data;
  const off = model?.engine === "off";
  const trouble = model && !model.ready ? model.problem : null;
  return (
    <div data-testid="no-data">
      <Nothing icon={IconChartDots3} title={t("intelligence.noData.title")} hint={t(off ? "intelligence.noData.off" : "intelligence.noData.hint")}>
        {trouble && <Text size="sm" dir="auto">{trouble}</Text>}
        {longer && <Button variant="default" mt="sm" onClick={longer}>{t("intelligence.noData.longer")}</Button>}
        {narrowed && <Anchor component={Link} to="/intelligence" size="sm" mt={4}>{t("intelligence.noData.all")}</Anchor>}
      </Nothing>
    </div>
  );
}
