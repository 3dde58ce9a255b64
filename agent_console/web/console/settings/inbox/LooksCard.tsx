import { ColorInput, Input, SegmentedControl, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";

export function LooksCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const text = (name: "title" | "subtitle" | "launcher_text") => (
    <TextInput label={t(`inbox.${name}`)} dir="auto" value={settings[name]} disabled={disabled} onChange={(event) => set({ [name]: event.currentTarget.value })} />
  );
  return (
    <section className={css.card}>
      <h2>{t("inbox.looks")}</h2>
      <Stack>
        {text("title")}
        {text("subtitle")}
        {text("launcher_text")}
        <ColorInput label={t("inbox.accent")} format="hex" value={settings.accent} disabled={disabled} onChange={(accent) => set({ accent })} swatches={["#3653d3", "#0f766e", "#b4232a", "#7c3aed", "#a35200", "#1f2937"]} eyeDropperButtonProps={{ "aria-label": t("inbox.pickColour") }} />
        <Input.Wrapper label={t("inbox.position")}>
          <SegmentedControl fullWidth value={settings.position} disabled={disabled} onChange={(value) => set({ position: value as "left" | "right" })} data={(["left", "right"] as const).map((value) => ({ value, label: t(`inbox.${value}`) }))} />
        </Input.Wrapper>
        <Switch label={t("inbox.sound")} checked={settings.sound} disabled={disabled} onChange={(event) => set({ sound: event.currentTarget.checked })} />
      </Stack>
    </section>
  );
}
