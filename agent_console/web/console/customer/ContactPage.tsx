import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import parts from "../parts/parts.module.css";
import { ContactCard } from "./CustomerPane";
import { Matters } from "./Matters";

/** A customer on a page of their own. */
export default function ContactPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  return (
    <div className={parts.page} aria-label={t("customer.pane")} role="region">
      <h1 className="visually-hidden">{t("customer.pane")}</h1>
      <div style={{ maxWidth: 560, margin: "0 auto", background: "var(--p-surface)", border: "1px solid var(--p-line)", borderRadius: 16 }}>
        <ContactCard contactId={id} plain />
        <Matters contactId={id} />
      </div>
    </div>
  );
}
