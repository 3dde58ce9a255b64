import { Kbd, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SHORTCUTS, singleKeys } from "../keyboard/keys";
import { useStore } from "../state/store";
import css from "./Dialogs.module.css";

const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function ShortcutSheet() {
  const { t } = useTranslation();
  const on = useStore(singleKeys, (value) => value);
  return (
    <>
      <div className={css.keys}>
        {Object.entries(SHORTCUTS).map(([group, keys]) => (
          <section key={group}>
            <h3>{t(`keys.groups.${group}`)}</h3>
            <dl>
              {keys.map(([name, key]) => (
                <div key={name} style={{ display: "contents" }}>
                  <dt>{t(`keys.${name}`)}</dt>
                  <dd>{key.split(" ").map((part) => <Kbd key={part} size="xs">{part === "Mod" ? MOD : part}</Kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch mt="lg" checked={on} onChange={(event) => singleKeys.set(event.currentTarget.checked)} label={t("keys.single")} description={t("keys.singleHint")} />
    </>
  );
}
