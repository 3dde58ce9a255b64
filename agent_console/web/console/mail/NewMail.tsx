import { Modal } from "@mantine/core";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "../app/Shell";
import { useStore } from "../state/store";
import { closeNewMail, newMail } from "./newMail";

const NewMailForm = lazy(() => import("./NewMailForm"));

/** The dialog in which a mail to somebody new is written. A click beside it throws nothing away. */
export function NewMail() {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const begun = useStore(newMail, (value) => value);
  return (
    <Modal opened={begun !== null} onClose={closeNewMail} size={720} fullScreen={phone} closeOnClickOutside={false} title={t("mail.new.title")}
      closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      {begun && <Suspense fallback={<div style={{ height: 300 }} />}><NewMailForm key={begun.to} begun={begun} /></Suspense>}
    </Modal>
  );
}
