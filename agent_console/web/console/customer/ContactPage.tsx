import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useIsPhone } from "../app/Shell";
import css from "./Customer.module.css";
import { ContactCard } from "./CustomerPane";
import { History } from "./History";
import { Matters } from "./Matters";

/** A customer on a page of their own: everything said, and beside it (on a phone by turns) everything known. */
export default function ContactPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const phone = useIsPhone();
  const [part, setPart] = useState("history");
  return (
    <div className={css.page} data-phone={phone || undefined}>
      <h1 className="visually-hidden">{t("customer.pane")}</h1>
      {phone && (
        <SegmentedControl value={part} onChange={setPart} m={10} aria-label={t("customer.pane")} data-testid="customer-parts"
          data={[{ value: "history", label: t("customer.history") }, { value: "known", label: t("customer.details") }]} />
      )}
      {(!phone || part === "history") && <History key={id} contactId={id} />}
      {(!phone || part === "known") && (
        <aside className={css.pane} data-drawer={phone || undefined} aria-label={t("customer.pane")} data-testid="customer-pane">
          <ContactCard contactId={id} plain />
          <Matters contactId={id} />
        </aside>
      )}
    </div>
  );
}
