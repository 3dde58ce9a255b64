import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconAlignLeft, IconArrowBackUp, IconArrowBackUpDouble, IconArrowForwardUp, IconBan, IconCode, IconDots, IconFileDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMatch, useNavigate } from "react-router";
import { post } from "../api/http";
import type { Conversation, Entry } from "../api/types";
import { tellDone, tellProblem } from "../parts/notify";
import { everybody } from "./recipients";
import { type How, askComposer } from "./requests";
import type { MailData } from "./types";
import line from "../timeline/Timeline.module.css";

interface Props { entry: Entry; mail: MailData; one: Conversation; plain: boolean; onPlain: ((plain: boolean) => void) | null; onHeaders: () => void }

/** What can be done with one mail. */
export function MailMenu({ entry, mail, one, plain, onPlain, onHeaders }: Props) {
  const { t } = useTranslation();
  const many = everybody(mail, entry, one).cc.length > 0;
  const navigate = useNavigate();
  const openId = useMatch("/inbox/:id")?.params.id;
  // A mail of an earlier conversation is answered where it belongs.
  const ask = (how: How) => (): void => {
    askComposer(how, entry, mail, one);
    if (openId !== one.id) void navigate(`/inbox/${one.id}`);
  };
  const sender = entry.direction === "in" ? mail.from?.address : undefined;
  const block = async (address: string): Promise<void> => {
    const set = (on: boolean): Promise<unknown> => post(`/inboxes/${one.inbox.id}/block`, { address, on });
    try {
      await set(true);
      tellDone(t("mail.blocked", { address }), () => set(false));
    } catch (error) {
      tellProblem(error);
    }
  };
  const source = `/api/v1/conversations/${one.id}/entries/${entry.seq}/source`;
  return (
    <>
      <Tooltip label={t(many ? "mail.replyAll" : "mail.reply")}>
        <ActionIcon aria-label={t(many ? "mail.replyAll" : "mail.reply")} onClick={ask(many ? "everybody" : "sender")} data-testid="mail-reply">
          {many ? <IconArrowBackUpDouble size={17} className={line.flip} /> : <IconArrowBackUp size={17} className={line.flip} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={240}>
        <Menu.Target><ActionIcon aria-label={t("mail.more")} data-testid="mail-menu"><IconDots size={17} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowBackUp size={16} className={line.flip} />} onClick={ask("sender")}>{t("mail.reply")}</Menu.Item>
          <Menu.Item leftSection={<IconArrowBackUpDouble size={16} className={line.flip} />} onClick={ask("everybody")} disabled={!many}>{t("mail.replyAll")}</Menu.Item>
          <Menu.Item leftSection={<IconArrowForwardUp size={16} className={line.flip} />} onClick={ask("forward")} data-testid="mail-forward">{t("mail.forward")}</Menu.Item>
          {(onPlain || mail.has_source) && <Menu.Divider />}
          {onPlain && <Menu.Item leftSection={<IconAlignLeft size={16} />} onClick={() => onPlain(!plain)} data-testid="mail-plain">{t(plain ? "mail.formatted" : "mail.plain")}</Menu.Item>}
          {mail.has_source && <Menu.Item leftSection={<IconCode size={16} />} onClick={onHeaders} data-testid="mail-headers">{t("mail.headers")}</Menu.Item>}
          {mail.has_source && <Menu.Item leftSection={<IconFileDownload size={16} />} component="a" href={source} download data-testid="mail-source">{t("mail.source")}</Menu.Item>}
          {sender && <><Menu.Divider /><Menu.Item leftSection={<IconBan size={16} />} onClick={() => void block(sender)} data-testid="mail-block">{t("mail.block")}</Menu.Item></>}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
