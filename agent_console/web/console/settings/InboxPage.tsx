import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { WebchatInbox, WebchatSettings } from "../api/settings";
import timeline from "../timeline/Timeline.module.css";
import { BasicCard } from "./inbox/BasicCard";
import { HoursCard } from "./inbox/HoursCard";
import { LeaverMailCard } from "./inbox/LeaverMailCard";
import { LooksCard } from "./inbox/LooksCard";
import { PrechatCard } from "./inbox/PrechatCard";
import { SafetyCard } from "./inbox/SafetyCard";
import { SnippetCard } from "./inbox/SnippetCard";
import css from "./Settings.module.css";
import { Trouble } from "./Trouble";
import { useCrud } from "./useCrud";
import { withDefaults } from "./webchat";

export type Basics = Pick<WebchatInbox, "name" | "queue_id" | "language" | "greeting" | "enabled" | "reopen_window_s">;
export interface CardProps { settings: WebchatSettings; set: (change: Partial<WebchatSettings>) => void; disabled: boolean }

/** One web-chat inbox: everything that can be set, the snippet for the site, and the widget as it is stored. */
export function InboxPage({ inbox, editable }: { inbox: WebchatInbox; editable: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const crud = useCrud<WebchatInbox>("inboxes");
  const [basics, setBasics] = useState<Basics>(() => {
    const { name, queue_id, language, greeting, enabled, reopen_window_s } = inbox;
    return { name, queue_id, language, greeting, enabled, reopen_window_s };
  });
  const [settings, setSettings] = useState(() => withDefaults(inbox.settings));
  const [secret, setSecret] = useState("");
  const [asks, setAsks] = useState(false);
  const error = crud.save.error ?? crud.remove.error;
  const alert = useRef<HTMLDivElement>(null);
  // The form is long: what is wrong comes into sight, wherever Save was pressed.
  useEffect(() => { if (error) alert.current?.scrollIntoView({ block: "center" }); }, [error]);
  const card: CardProps = { settings, set: (change) => setSettings((old) => ({ ...old, ...change })), disabled: !editable };
  const save = (): void =>
    crud.save.mutate({ old: inbox, values: { ...basics, settings, ...(secret && { secrets: { identity_secret: secret } }) } }, { onSuccess: () => setSecret("") });

  return (
    <>
      <div className={css.head}>
        <ActionIcon component={Link} to="/settings/inboxes" size="lg" aria-label={t("common.back")}><IconArrowLeft size={20} className={timeline.flip} /></ActionIcon>
        <h1 dir="auto">{inbox.name}</h1>
      </div>
      <div className={css.split}>
        <form onSubmit={(event) => { event.preventDefault(); save(); }}>
          <div ref={alert}>{error && <Trouble error={error} />}</div>
          <BasicCard basics={basics} set={(change) => setBasics((old) => ({ ...old, ...change }))} disabled={!editable} />
          <LooksCard {...card} />
          <PrechatCard {...card} />
          <HoursCard {...card} />
          <LeaverMailCard {...card} />
          <SafetyCard {...card} secret={secret} onSecret={setSecret} hasSecret={inbox.secret_names.includes("identity_secret")} />
          {editable && (
            <Group justify="space-between" maw={620}>
              {asks
                ? <Button color="red" loading={crud.remove.isPending} onClick={() => crud.remove.mutate(inbox, { onSuccess: () => void navigate("/settings/inboxes") })}>{t("inbox.deleteSure")}</Button>
                : <Button variant="subtle" color="red" onClick={() => setAsks(true)}>{t("common.delete")}</Button>}
              <Button type="submit" loading={crud.save.isPending} data-testid="inbox-save">{t("common.save")}</Button>
            </Group>
          )}
        </form>
        <div className={css.preview}>
          <SnippetCard inbox={inbox} />
          <iframe key={inbox.version} src={`/widget-preview.html?key=${encodeURIComponent(inbox.public_key)}`} title={t("inbox.preview")} data-testid="widget-preview" />
        </div>
      </div>
    </>
  );
}
