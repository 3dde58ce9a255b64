import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ENGINES, type EngineName } from "../../api/analysis";
import { serverNow } from "../../format/now";
import page from "../Settings.module.css";
import { Trouble } from "../Trouble";
import css from "./Analysis.module.css";
import { RetagRow } from "./RetagRow";
import { useOrderRetag, useRetags } from "./model";
import { dayAfter, lastDays } from "./words";

const USUAL_DAYS = 28;
const SHOWN = 6;

/** Reading the messages of some days once more, with the engine in force or another; people's corrections stay. */
export function RetagCard({ edits }: { edits: boolean }) {
  const { t } = useTranslation();
  const retags = useRetags();
  const order = useOrderRetag();
  const [[from, to], setDays] = useState(() => lastDays(USUAL_DAYS, serverNow()));
  const [chosen, setChosen] = useState<EngineName | "">("");
  const sense = from !== "" && to !== "" && from <= to;
  const today = lastDays(1, serverNow())[1];
  return (
    <section className={page.card} data-testid="retag-card">
      <h2>{t("analysis.retag")}</h2>
      <Text size="sm" c="dimmed" mb="sm">{t("analysis.retagHint")}</Text>
      {edits && (
        <form onSubmit={(event) => { event.preventDefault(); order.mutate({ from, to: dayAfter(to), engine: chosen || null }); }}>
          <Stack gap="sm">
            {order.error && <Trouble error={order.error} />}
            <div className={css.period}>
              <TextInput type="date" label={t("analysis.from")} max={today} value={from} onChange={(event) => setDays([event.currentTarget.value, to])} data-testid="retag-from" />
              <TextInput type="date" label={t("analysis.to")} max={today} value={to} onChange={(event) => setDays([from, event.currentTarget.value])} error={sense ? undefined : t("analysis.orderOfDays")} data-testid="retag-to" />
              <NativeSelect label={t("analysis.withEngine")} value={chosen} onChange={(event) => setChosen(event.currentTarget.value as EngineName | "")} data-testid="retag-engine"
                data={[{ value: "", label: t("analysis.engineNow") }, ...ENGINES.map((value) => ({ value, label: t(`analysis.engines.${value}`) }))]} />
            </div>
            <Group><Button type="submit" variant="default" loading={order.isPending} disabled={!sense} data-testid="retag-start">{t("analysis.retagStart")}</Button></Group>
          </Stack>
        </form>
      )}
      {(retags.data?.length ?? 0) > 0 && <ol className={css.jobs}>{retags.data?.slice(0, SHOWN).map((one) => <RetagRow key={one.id} one={one} edits={edits} />)}</ol>}
    </section>
  );
}
