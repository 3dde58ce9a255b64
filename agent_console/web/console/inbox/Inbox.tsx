import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { useIsPhone } from "../app/Shell";
import { CustomerPane } from "../customer/CustomerPane";
import { ConversationPane } from "../timeline/ConversationPane";
import { asked } from "../state/conversations";
import { Nothing } from "../parts/Nothing";
import { IconMessages } from "@tabler/icons-react";
import css from "./Inbox.module.css";
import { filter } from "./filter";
import { ListPane } from "./ListPane";
import { useInboxKeys } from "./useInboxKeys";

/** The three panes; on a phone one at a time, and between them the customer slides in. */
export function Inbox() {
  const { t } = useTranslation();
  const { id } = useParams();
  const phone = useIsPhone();
  const wide = useMediaQuery("(min-width: 75em)", window.matchMedia("(min-width: 75em)").matches);
  const [customer, setCustomer] = useState(false);
  useInboxKeys(id);
  // An address with a filter in it, such as a figure's on the wallboard, becomes the list's filter.
  const [params, setParams] = useSearchParams();
  useEffect(() => {
    const wanted = asked(params);
    if (!wanted) return;
    filter.set(wanted);
    setParams({}, { replace: true });
  }, [params, setParams]);

  return (
    <div className={css.panes}>
      {(!phone || !id) && <ListPane openId={id} />}
      {id && <ConversationPane key={id} id={id} onCustomer={wide ? undefined : () => setCustomer(true)} phone={phone} />}
      {!id && !phone && (
        <section className={css.empty} aria-label={t("conversation.pane")}>
          <Nothing icon={IconMessages} title={t("empty.noneOpen")} hint={t("empty.noneOpenHint")} />
        </section>
      )}
      {id && wide && <CustomerPane conversationId={id} />}
      {id && !wide && (
        <Drawer opened={customer} onClose={() => setCustomer(false)} position="right" size={360} title={t("customer.pane")} padding={0}
          closeButtonProps={{ "aria-label": t("common.close") }} styles={{ header: { padding: "12px 16px" } }}>
          <CustomerPane conversationId={id} inDrawer onLeave={() => setCustomer(false)} />
        </Drawer>
      )}
    </div>
  );
}
