import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { WebchatInbox } from "../../api/settings";
import css from "../Settings.module.css";

/** What a site pastes before `</body>`. */
export function SnippetCard({ inbox }: { inbox: WebchatInbox }) {
  const { t } = useTranslation();
  if (!inbox.snippet) return null;
  return (
    <section className={css.card}>
      <h2>{t("inbox.snippet")}</h2>
      <pre className={css.snippet} data-testid="snippet" tabIndex={0}>{inbox.snippet}</pre>
      <CopyButton value={inbox.snippet}>
        {({ copied, copy }) => <Button variant="light" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}>{t(copied ? "common.copied" : "common.copy")}</Button>}
      </CopyButton>
    </section>
  );
}
