import { Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { connection } from "../state/live";
import { useStore } from "../state/store";
import css from "./Shell.module.css";

/** One quiet line while the network is away. Always in the page, so that screen readers hear of it. */
export function ConnectionLine() {
  const { t } = useTranslation();
  const state = useStore(connection, (value) => value);
  return (
    <div role="status" aria-live="polite" data-testid="connection-status" data-state={state} className={state === "lost" ? css.line : undefined}>
      {state === "lost" && (
        <>
          <Loader size={12} color="gray" aria-hidden />
          {t("connection.lost")}
        </>
      )}
    </div>
  );
}
